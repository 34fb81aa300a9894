// The lists to choose from, behind one button: sources, routes, kinds and languages, each with its number of articles.

function makeFacets(shell, app) {
  const [open, box] = [shell.querySelector(".gm-open"), shell.querySelector(".gm-filter")];
  const facets = app.facets.filter(({ order }) => order.length > 1);
  const lists = new Map();
  let current = facets[0]?.key;
  const tabs = facets.map(({ key, noun }) => h("button", { type: "button", "data-facet": key, onclick: () => turnTo(key) }, capital(`${noun}s`), h("small", {})));
  const place = h("div", { class: "gm-lists" });
  box.append(facets.length > 1 ? h("div", { class: "gm-facets", role: "group", "aria-label": "What to choose from" }, tabs) : "", place);
  open.hidden = !facets.length;
  const list = () => {
    if (!lists.has(current)) lists.set(current, facetList(app, facets.find(({ key }) => key === current)));
    return lists.get(current);
  };
  const turnTo = (key) => {
    current = key;
    draw();
  };
  const show = (visible) => {
    box.hidden = !visible;
    open.setAttribute("aria-expanded", String(visible));
    if (visible) {
      if (isNarrow()) setSheet(shell, "full", app);
      draw();
    }
  };
  open.addEventListener("click", () => show(box.hidden));
  shell.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    event.preventDefault();
    show(false);
    open.focus();
  });
  document.addEventListener("pointerdown", (event) => !box.hidden && !box.contains(event.target) && !open.contains(event.target) && show(false));

  function draw() {
    const n = facets.filter(({ key }) => app.state[key].size).length + (app.state.from !== null || app.state.to !== null || !app.state.undated);
    open.textContent = n ? `Filters ${n}` : "Filters";
    open.classList.toggle("gm-active", n > 0);
    if (box.hidden || !facets.length) return;
    tabs.forEach((tab, i) => {
      tab.setAttribute("aria-pressed", String(facets[i].key === current));
      tab.lastChild.textContent = app.state[facets[i].key].size || "";
    });
    const { element, update } = list();
    if (place.firstChild !== element) place.replaceChildren(element);
    update();
  }
  return draw;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** One list: a search, two buttons, and a box for each entry. */
function facetList(app, { key, noun, name, order, count: tally, mark }) {
  const choose = (items) => app.set({ [key]: new Set(items) });
  const rows = order.map((item) => {
    const input = h("input", { type: "checkbox" });
    const value = h("small", {});
    input.addEventListener("change", () => {
      const chosen = new Set(app.state[key]);
      if (input.checked) chosen.add(item);
      else chosen.delete(item);
      choose(chosen);
    });
    return { item, input, value, row: h("label", {}, input, mark?.(item), words(name(item)), value) };
  });
  const find = h("input", { type: "search", placeholder: `Find a ${noun}`, "aria-label": `Find a ${noun}`, spellcheck: "false" });
  const listed = () => rows.filter(({ row }) => !row.hidden).map(({ item }) => item);
  find.addEventListener("input", () => {
    const text = find.value.toLowerCase();
    for (const { item, row } of rows) row.hidden = !name(item).toLowerCase().includes(text);
  });
  const invert = h("button", { type: "button", class: "gm-link", title: `Choose the ${noun}s that are not chosen`, onclick: () => choose(listed().filter((item) => !app.state[key].has(item))) }, "Invert");
  const clear = h("button", { type: "button", class: "gm-link", onclick: () => choose([]) }, "Clear");
  const element = h("div", {},
    h("div", { class: "gm-filter-head" }, order.length > 8 ? find : h("span", {}, "Nothing ticked shows all"), invert, clear),
    h("div", { class: "gm-boxes", role: "group", "aria-label": capital(`${noun}s`) }, rows.map(({ row }) => row)));
  const update = () => {
    const counts = tally(app.shown.reasons, app.state);
    for (const { item, input, value, row } of rows) {
      input.checked = app.state[key].has(item);
      value.textContent = number(counts[item]);
      row.classList.toggle("gm-zero", !counts[item]);
    }
  };
  return { element, update };
}

/** What is chosen and selected, each with a way to let it go. */
function drawChips(box, app) {
  const { data, state } = app;
  const chip = (label, name, release, before) => h("button", { type: "button", class: "gm-chip gm-on", "aria-label": `Let go of ${label} ${name}`, onclick: release },
    before, h("span", {}, words(name)), h("span", { class: "gm-cross", "aria-hidden": "true" }, "\u00d7"));
  const chips = [];
  const feature = state.route ?? state.place;
  if (feature !== null) chips.push(chip("the route or place", shortName(data, feature), () => app.set({ route: null, place: null }), swatch(data, feature)));
  if (state.source !== null) chips.push(chip("the source", sourceName(data, state.source), () => app.set({ source: null })));
  for (const { key, noun, name, mark } of app.facets) {
    const chosen = [...state[key]];
    const without = (item) => app.set({ [key]: new Set(chosen.filter((other) => other !== item)) });
    if (chosen.length > 3) chips.push(chip("the choice of", `${chosen.length} ${noun}s`, () => app.set({ [key]: new Set() })));
    else chips.push(...chosen.map((item) => chip(`the ${noun}`, name(item), () => without(item), mark?.(item))));
  }
  if (state.from !== null || state.to !== null) chips.push(chip("the dates", spanLabel(data.time, state.from, state.to), () => app.set({ from: null, to: null })));
  if (!state.undated) chips.push(chip("the filter", "without undated", () => app.set({ undated: true })));
  box.replaceChildren(...chips);
  box.hidden = !chips.length;
}
