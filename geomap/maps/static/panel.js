// The frame of the panel: status line, search, tabs, and the phone's bottom sheet.

const TABS = { matrix: showMatrix, routes: showRoutes, articles: showArticles, names: showNames, about: showAbout };
const CATALOGUE_TABS = { routes: showCatalogue, about: showCatalogueAbout };

function makePanel(shell, app) {
  const find = (name) => shell.querySelector(`.gm-${name}`);
  const { data } = app;
  find("title").textContent = data.title;
  const search = find("search");
  let typing = false; // what is being typed is not in the state yet
  const searchFor = later(120, () => {
    typing = false;
    app.set({ query: search.value });
  });
  search.addEventListener("input", () => {
    typing = true;
    searchFor();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    app.set({ query: search.value });
    app.goToFound();
  });
  find("reset").addEventListener("click", () => {
    search.value = "";
    app.reset();
    find("open").focus(); // the button that was pressed goes away
  });
  const tabs = wireTabs(shell, app);
  const drawFacets = makeFacets(shell, app);
  const drawTimeline = makeTimeline(shell, app);
  wireSheet(shell, find("handle"), app);
  return () => {
    tell(find("status"), data.catalogue ? [catalogueStatus(app)] : statusLine(app));
    if (!typing && search.value.trim() !== app.state.query.trim()) search.value = app.state.query;
    find("reset").hidden = !app.changed();
    drawFacets();
    drawTimeline();
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
  return [[articles, count(sources, "source"), count(routes, "route"), count(places, "place")].join(" \u00b7 "), span].filter(Boolean);
}

/** Screen readers speak of it when it changes, and only then. */
function tell(status, parts) {
  if (status.textContent !== parts.join(" ")) status.replaceChildren(...parts.flatMap((part, i) => [i ? " " : "", h("span", {}, part)]));
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
    if (view === before) restoreFocus(body, focused);
    else {
      body.scrollTop = 0;
      if (focused >= 0) body.focus({ preventScroll: true }); // what was pressed is no longer there
    }
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
