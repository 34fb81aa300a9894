// The state in the address, so that a link or a reload shows the same: readable ids, and only what is not as it was at first.

/** "#tab=names&sources=Trend&from=2025-01-01": unknown or broken parts are passed over. */
function readHash(data, facets, text) {
  const wanted = new URLSearchParams(text.replace(/^#/, ""));
  const state = freshState();
  const indexIn = (list, id) => (id === null || list.indexOf(id) < 0 ? null : list.indexOf(id));
  if ((data.catalogue ? CATALOGUE_TABS : TABS).hasOwnProperty(wanted.get("tab"))) state.tab = wanted.get("tab");
  state.query = wanted.get("q") || "";
  state.route = indexIn(data.routes.id, wanted.get("route"));
  const place = indexIn(data.places.id, wanted.get("place"));
  if (place !== null && state.route === null) state.place = place + data.nRoutes;
  for (const { key, order, id } of facets) {
    const ids = new Set(wanted.getAll(key));
    state[key] = new Set(order.filter((item) => ids.has(id(item))));
  }
  const source = wanted.get("source");
  if (source !== null && !data.catalogue) state.source = indexIn(data.sources, source || null);
  const [lat, lng, zoom] = (wanted.get("at") || "").split(",").map(Number);
  if (Math.abs(lat) <= 85 && Math.abs(lng) <= 360 && zoom >= 1 && zoom <= 19) state.view = [lat, lng, zoom];
  if (!state.tab && SELECTION.some((key) => state[key] !== null)) state.tab = data.catalogue ? "routes" : "articles";
  state.sort = wanted.get("sort") === "name" ? "name" : indexIn(data.routes.id, wanted.get("sort"));
  if (data.time) Object.assign(state, readSpan(data.time, wanted));
  return state;
}

function readSpan(time, wanted) {
  const bar = (name, off) => {
    const iso = wanted.get(name);
    if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return null;
    const at = time.barOf(dayRange(iso)[0]);
    return at === off ? null : at;
  };
  const [from, to] = [bar("from", 0), bar("to", time.n - 1)];
  const crossed = from !== null && to !== null && from > to;
  return { from: crossed ? null : from, to: crossed ? null : to, undated: wanted.get("undated") !== "no" };
}

function writeHash(data, facets, state) {
  const parts = new URLSearchParams();
  if (state.tab) parts.set("tab", state.tab);
  if (state.query.trim()) parts.set("q", state.query.trim());
  if (state.route !== null) parts.set("route", data.routes.id[state.route]);
  if (state.place !== null) parts.set("place", data.places.id[state.place - data.nRoutes]);
  if (state.source !== null) parts.set("source", data.sources[state.source] ?? "");
  for (const { key, id } of facets) for (const item of [...state[key]].sort((a, b) => a - b)) parts.append(key, id(item));
  if (state.from !== null) parts.set("from", isoDay(data.time.starts[state.from]));
  if (state.to !== null) parts.set("to", isoDay(data.time.starts[state.to + 1] - 1));
  if (!state.undated) parts.set("undated", "no");
  if (state.sort !== null) parts.set("sort", data.routes.id[state.sort] ?? "name");
  if (state.theme) parts.set("theme", state.theme);
  if (state.view) parts.set("at", state.view.join(","));
  return `#${parts}`;
}

/** Keep the address and the state alike. In a notebook's frame there is no address to write to; then nothing is kept. */
function followHash(app) {
  let written = location.hash || writeHash(app.data, app.facets, { ...freshState(), tab: app.firstTab });
  const write = later(200, () => {
    const hash = writeHash(app.data, app.facets, app.state);
    if (hash === written) return;
    try {
      history.replaceState(history.state, "", hash);
      written = hash;
    } catch { /* srcdoc, or a sandbox */ }
  });
  window.addEventListener("hashchange", () => {
    if (location.hash === written) return;
    written = location.hash;
    const state = readHash(app.data, app.facets, location.hash);
    app.set({ ...state, tab: state.tab || app.state.tab, theme: app.state.theme });
  });
  return write;
}
