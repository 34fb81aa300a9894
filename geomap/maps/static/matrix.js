// The matrix of sources and routes: how many articles of each source mention each route.

const MATRIX_ROWS = 60; // more on request

function showMatrix(body, app) {
  const { data, counts, state } = app;
  const routes = rankRoutes(data, counts);
  if (!routes.length) {
    body.append(emptyNote(app, "No route is mentioned in these articles."));
    return;
  }
  const all = sortedSources(data, counts, state.sort);
  const sources = state.allRows ? all : all.slice(0, MATRIX_ROWS);
  const most = Math.max(4, ...[...counts.matrix.values()].map((cell) => cell.direct));
  const table = h("table", { class: "gm-matrix" },
    h("caption", {}, "Articles of each source on each route: choose a number to read them. Grey: only parts of the route are mentioned."),
    h("thead", {}, h("tr", {},
      h("th", { scope: "col", class: "gm-corner" }, sortButton(app, "name", "Source")),
      routes.map((r) => h("th", { scope: "col", "aria-sort": sortState(state.sort, r) }, routeHeader(app, r))))),
    h("tbody", {}, sources.map((s) => matrixRow(app, s, routes, most))));
  roveCells(table);
  body.append(h("div", { class: "gm-scroll" }, table));
  if (all.length > sources.length) {
    body.append(h("button", { type: "button", class: "gm-button gm-more", onclick: () => app.set({ allRows: true }) }, `Show all ${all.length} sources`));
  }
}

/** By articles, by name, or by one route's column. */
function sortedSources(data, counts, sort) {
  const ranked = rankSources(data, counts.bySource);
  if (sort === "name") return ranked.sort((a, b) => (data.sources[a] === null) - (data.sources[b] === null) || compare(sourceName(data, a), sourceName(data, b)));
  if (typeof sort !== "number") return ranked;
  const value = (s) => {
    const cell = counts.matrix.get(s * data.nRoutes + sort);
    return cell ? cell.direct + cell.indirect / 1e6 : 0;
  };
  return ranked.sort((a, b) => value(b) - value(a));
}

const sortState = (sort, key) => (sort === key ? (key === "name" ? "ascending" : "descending") : null);

function sortButton(app, key, text) {
  const sorted = app.state.sort === key;
  const turn = () => app.set({ sort: sorted ? null : key });
  return h("button", { type: "button", class: "gm-sort", "aria-pressed": String(sorted), onclick: turn, title: "Sort by name" }, text);
}

function routeHeader(app, route) {
  const { data, state } = app;
  const sorted = state.sort === route;
  return h("button", {
    type: "button",
    class: "gm-column",
    title: `${featureName(data, route)}: sort by this column`,
    "aria-pressed": String(sorted),
    "--ink": `var(--kind-${kindKey(data.routes.kind[route])})`,
    onclick: () => app.set({ sort: sorted ? null : route }),
  }, h("span", {}, words(shortName(data, route))));
}

function matrixRow(app, source, routes, most) {
  const { data, counts } = app;
  const name = sourceName(data, source);
  const total = count(counts.bySource[source], "article");
  return h("tr", {},
    h("th", { scope: "row" },
      h("button", { type: "button", class: "gm-source", title: `${name}: ${total}`, onclick: () => app.select({ source }) },
        words(name), h("small", {}, number(counts.bySource[source])))),
    routes.map((route) => {
      const cell = counts.matrix.get(source * data.nRoutes + route);
      return h("td", {}, cell && cellButton(app, source, route, cell, most));
    }));
}

function cellButton(app, source, route, cell, most) {
  const { data, state } = app;
  const direct = cell.direct > 0;
  const value = direct ? cell.direct : cell.indirect;
  const what = direct ? count(value, "article") : `${count(value, "article")} only on its parts`;
  const chosen = state.route === route && state.source === source;
  return h("button", {
    type: "button",
    class: direct ? "gm-cell" : "gm-cell gm-indirect",
    tabindex: -1,
    "--heat": direct ? `${Math.round(8 + 52 * (value / most) ** 0.7)}%` : null,
    "aria-label": `${sourceName(data, source)}, ${featureName(data, route)}: ${what}`,
    "aria-pressed": String(chosen),
    onclick: () => app.select({ route, source }),
  }, number(value));
}

/** One stop for the tab key; the arrow keys go to the next cell with a number. */
function roveCells(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector(".gm-cell")));
  const first = rows.flat().find(Boolean);
  if (first) first.tabIndex = 0;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  table.addEventListener("focusin", (event) => {
    if (!event.target.matches(".gm-cell")) return;
    rows.flat().forEach((button) => button && (button.tabIndex = button === event.target ? 0 : -1));
  });
  arrows(table, (key) => {
    const y = rows.findIndex((row) => row.includes(document.activeElement));
    if (y < 0 || !step[key]) return null;
    const [dy, dx] = step[key];
    const x = rows[y].indexOf(document.activeElement);
    for (let i = y + dy, j = x + dx; rows[i] && j >= 0 && j < rows[i].length; i += dy, j += dx) if (rows[i][j]) return rows[i][j];
    return null;
  });
}
