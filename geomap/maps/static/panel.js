// The frame of the panel: status line, source filter, chips, tabs, and the phone's bottom sheet.

const TABS = { matrix: showMatrix, routes: showRoutes, articles: showArticles, names: showNames, about: showAbout };
const CATALOGUE_TABS = { routes: showCatalogue, about: showCatalogueAbout };

function makePanel(shell, app) {
  const find = (name) => shell.querySelector(`.gm-${name}`);
  const { data } = app;
  find("title").textContent = data.title;
  const search = find("search");
  search.addEventListener("input", later(120, () => app.set({ query: search.value })));
  find("reset").addEventListener("click", () => {
    search.value = "";
    app.reset();
  });
  const tabs = wireTabs(shell, app);
  const drawFilter = wireFilter(find("open"), find("filter"), app);
  wireSheet(shell, find("handle"), app);
  return () => {
    find("status").textContent = data.catalogue ? catalogueStatus(app) : statusLine(app);
    search.value = search.value.trim() === app.state.query.trim() ? search.value : app.state.query;
    find("reset").disabled = !app.changed();
    drawFilter();
    drawChips(find("chips"), app);
    tabs();
  };
}

function statusLine({ data, counts }) {
  const routes = rankRoutes(data, counts).length;
  const places = rankPlaces(data, counts).length;
  const sources = data.sources.filter((name, s) => name !== null && counts.bySource[s]).length;
  const articles = counts.articles === data.nArticles ? count(counts.articles, "article") : `${number(counts.articles)} of ${count(data.nArticles, "article")}`;
  const span = counts.first && dateSpan(counts.first, counts.last);
  return [articles, count(sources, "source"), count(routes, "route"), count(places, "place"), span].filter(Boolean).join(" \u00b7 ");
}

function wireTabs(shell, app) {
  const body = shell.querySelector(".gm-body");
  const buttons = [...shell.querySelectorAll("[data-tab]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      app.set({ tab: button.dataset.tab });
      raiseSheet(shell);
    });
  }
  arrows(shell.querySelector(".gm-tabs"), (key) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[key];
    const target = to === undefined ? null : buttons[(to + buttons.length) % buttons.length];
    if (target) app.set({ tab: target.dataset.tab });
    return target;
  });
  let before = "";
  return () => {
    const { tab, route, place, source } = app.state;
    for (const button of buttons) {
      const chosen = button.dataset.tab === tab;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    body.setAttribute("aria-labelledby", `gm-tab-${tab}`);
    const focused = focusPath(body);
    body.replaceChildren();
    (app.data.catalogue ? CATALOGUE_TABS : TABS)[tab](body, app);
    const view = JSON.stringify([tab, route, place, source]);
    if (view !== before) body.scrollTop = 0;
    else restoreFocus(body, focused);
    before = view;
  };
}

/** The number of the focused button in the panel's body, so that redrawing does not lose it. */
function focusPath(body) {
  return body.contains(document.activeElement) ? [...body.querySelectorAll("button, a")].indexOf(document.activeElement) : -1;
}

function restoreFocus(body, index) {
  if (index >= 0) body.querySelectorAll("button, a")[index]?.focus({ preventScroll: true });
}

/** The list of sources (or kinds of routes) with a box and a number each, and a search for long lists. */
function wireFilter(open, box, app) {
  const { data } = app;
  const { noun, name, order, size, counts } = choices(data);
  const rows = order.map((s) => {
    const input = h("input", { type: "checkbox", "data-source": s });
    input.addEventListener("change", () => {
      const hidden = new Set(app.state.hidden);
      if (input.checked) hidden.delete(s);
      else hidden.add(s);
      app.set({ hidden });
    });
    const value = h("small", {});
    return { s, input, value, row: h("label", {}, input, words(name(s)), value) };
  });
  const find = h("input", { type: "search", placeholder: `Find a ${noun}`, "aria-label": `Find a ${noun}` });
  find.addEventListener("input", () => {
    const text = find.value.toLowerCase();
    for (const { s, row } of rows) row.hidden = !name(s).toLowerCase().includes(text);
  });
  const listed = () => rows.filter(({ row }) => !row.hidden).map(({ s }) => s);
  const all = h("button", { type: "button", class: "gm-link" }, "All");
  all.addEventListener("click", () => app.set({ hidden: new Set([...app.state.hidden].filter((s) => !listed().includes(s))) }));
  const none = h("button", { type: "button", class: "gm-link" }, "None");
  none.addEventListener("click", () => app.set({ hidden: new Set([...app.state.hidden, ...listed()]) }));
  box.append(h("div", { class: "gm-filter-head" }, find, all, none), h("div", { class: "gm-boxes" }, rows.map(({ row }) => row)));
  const show = (visible) => {
    box.hidden = !visible;
    open.setAttribute("aria-expanded", String(visible));
  };
  open.addEventListener("click", () => show(box.hidden));
  box.parentElement.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    show(false);
    open.focus();
  });
  document.addEventListener("pointerdown", (event) => !box.contains(event.target) && !open.contains(event.target) && show(false));
  return () => {
    const found = counts(app.state.query);
    for (const { s, input, value } of rows) {
      input.checked = !app.state.hidden.has(s);
      value.textContent = number(found[s]);
    }
    const title = `${noun[0].toUpperCase()}${noun.slice(1)}s`;
    open.textContent = app.state.hidden.size ? `${title} ${size - app.state.hidden.size}/${size}` : title;
    open.classList.toggle("gm-active", app.state.hidden.size > 0);
  };
}

/** What is selected, each with a way to let it go. */
function drawChips(box, app) {
  const { data, state } = app;
  const chip = (label, name, release, before) => h("button", { type: "button", class: "gm-chip gm-on", "aria-label": `Let go of ${label} ${name}`, onclick: release },
    before, h("span", {}, words(name)), h("span", { class: "gm-cross", "aria-hidden": "true" }, "\u00d7"));
  const chips = [];
  const feature = state.route ?? state.place;
  if (feature !== null) chips.push(chip("the route or place", shortName(data, feature), () => app.set({ route: null, place: null }), swatch(data, feature)));
  if (state.source !== null) chips.push(chip("the source", sourceName(data, state.source), () => app.set({ source: null })));
  box.replaceChildren(...chips);
  box.hidden = !chips.length;
}

const SHEETS = ["peek", "half", "full"];

/** On a phone the panel is a sheet at the bottom: the handle is dragged, or pressed to go through its heights. */
function wireSheet(shell, handle, app) {
  let start = null;
  handle.addEventListener("click", (event) => {
    if (event.detail && start === "dragged") return;
    const at = SHEETS.indexOf(shell.dataset.sheet);
    setSheet(shell, SHEETS[(at + 1) % SHEETS.length], app);
  });
  handle.addEventListener("pointerdown", (event) => {
    start = event.clientY;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointerup", (event) => {
    if (typeof start !== "number") return;
    const moved = event.clientY - start;
    start = Math.abs(moved) > 12 ? "dragged" : null;
    if (!start) return;
    const at = SHEETS.indexOf(shell.dataset.sheet);
    setSheet(shell, SHEETS[Math.min(2, Math.max(0, at + (moved < 0 ? 1 : -1)))], app);
  });
}

function setSheet(shell, height, app) {
  shell.dataset.sheet = height;
  app.relabel?.();
}

function raiseSheet(shell) {
  if (shell.dataset.sheet === "peek") shell.dataset.sheet = "half";
}
