// Bring it all together: one state, one update, and everything is drawn from it.

/** What is shown when nothing has been asked for. */
const freshState = () => ({
  tab: null, route: null, place: null, source: null, sort: null, allRows: false, view: null, theme: null,
  query: "", sources: new Set(), routes: new Set(), kinds: new Set(), languages: new Set(), from: null, to: null, undated: true,
});

const FILTERS = ["query", ...FACETS, "from", "to", "undated"];
const SELECTION = ["route", "place", "source"];

const isSet = (value, fresh) => (value instanceof Set ? value.size > 0 : value !== fresh);

/** Build the page round a Leaflet map that folium has made. */
async function start(map) {
  const shell = document.getElementById("geomap");
  shell.querySelector(".gm-map").append(map.getContainer());
  map.invalidateSize({ animate: false });
  wireTheme(shell);
  try {
    const page = unpack({ ...await readJson("geomap-data"), ...await readJson("geomap-facts") });
    const shapes = await readJson("geomap-basemap");
    run(map, shell, page, shapes);
    shell.dataset.ready = "true";
  } catch (error) {
    shell.querySelector(".gm-title").textContent = "This page could not be shown";
    shell.querySelector(".gm-status").textContent = `${error.message}. A current browser may help; compressed pages need one from 2023 or later.`;
    shell.dataset.ready = "error";
  }
}

function run(map, shell, data, shapes) {
  const [filter, tally] = data.catalogue ? [filterRoutes, countRoutes] : [filterArticles, countShown];
  const totals = tally(data, filter(data, freshState()));
  if (data.catalogue) prepareShell(shell);
  const firstTab = data.catalogue ? "routes" : tabToOpen(data, totals);
  const app = { data, totals, counts: totals, facets: facetsOf(data), firstTab, shown: null };
  app.state = readHash(data, app.facets, location.hash);
  prepareMap(map);
  creditLines(map, data);
  const recolour = drawBasemap(map, shell, data.basemap, shapes);

  app.set = (changes) => {
    const filtered = FILTERS.some((key) => key in changes && changes[key] !== app.state[key]);
    const selected = SELECTION.some((key) => key in changes && changes[key] !== app.state[key]);
    Object.assign(app.state, changes);
    if (filtered) countAgain();
    if (filtered || selected) drawMap();
    drawPanel();
    keepHash();
  };
  app.select = ({ route = null, place = null, source = null }, { stay = false } = {}) => {
    app.set({ route, place, source, tab: data.catalogue ? "routes" : "articles" });
    raiseSheet(shell);
    if (stay) return;
    letGo(app);
    showSelected(map, shell, data, route, place);
  };
  const selectHere = (feature, at) => {
    app.select(feature < data.nRoutes ? { route: feature } : { place: feature }, { stay: true });
    if (data.catalogue && at) showFacts(map, shell, data, feature, at);
  };
  app.goToFound = () => {
    const bounds = boundsOf(data, app.counts);
    if (!bounds.isValid()) return;
    letGo(app);
    moveTo(map, shell, bounds, 7);
  };
  app.reset = () => letGo(app) ?? app.set({ ...freshState(), tab: app.state.tab, theme: app.state.theme });
  app.changed = () => [...SELECTION, ...FILTERS].some((key) => isSet(app.state[key], freshState()[key]));
  app.relabel = () => relabel(app.counts, app.state.route ?? app.state.place);
  app.restyle = () => {
    colour.known?.clear();
    recolour();
    atlas.update(app.counts, app.state.route ?? app.state.place);
    drawWaypoints();
  };
  const atlas = drawAtlas(map, shell, data, totals, selectHere);
  const legend = drawLegend(map, shell, data, atlas);
  const drawWaypoints = makeWaypoints(map, shell, app, selectHere);
  const relabel = makeLabels(map, shell, data, atlas, selectHere);
  const drawPanel = makePanel(shell, app);
  const keepHash = followHash(app);
  makeTakeaway(map, shell, app);
  keepView(map, app, keepHash);

  function countAgain() {
    app.shown = filter(data, app.state);
    app.counts = tally(data, app.shown);
    legend(app.counts);
  }

  function drawMap() {
    atlas.update(app.counts, app.state.route ?? app.state.place);
    drawWaypoints();
    app.relabel();
  }

  app.state.theme = shell.dataset.chosen || null;
  shell.addEventListener("gm-theme", () => {
    app.restyle();
    app.state.theme = shell.dataset.chosen || null;
    keepHash();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && (app.state.route ?? app.state.place ?? app.state.source) !== null) app.set({ route: null, place: null, source: null });
  });
  recolour();
  app.state.tab ||= firstTab;
  countAgain();
  fitFound(map, shell, data, app.counts);
  drawMap();
  drawPanel();
  if (app.state.view) map.setView(app.state.view.slice(0, 2), app.state.view[2], { animate: false });
  else if ((app.state.route ?? app.state.place) !== null) showSelected(map, shell, data, app.state.route, app.state.place);
}

/** Remember where the reader has moved the map to, but not where it went by itself. */
function keepView(map, app, keepHash) {
  for (const event of ["pointerdown", "wheel", "keydown"]) map.getContainer().addEventListener(event, () => { app.byHand = true; }, { capture: true, passive: true });
  map.on("moveend", () => {
    if (!app.byHand) return;
    const { lat, lng } = map.getCenter();
    app.state.view = [Number(lat.toFixed(4)), Number(lng.toFixed(4)), map.getZoom()];
    keepHash();
  });
}

/** The map goes where the selection is; where it was is of no more interest. */
function letGo(app) {
  app.byHand = false;
  app.state.view = null;
}

/** The first view that has something to show. */
function tabToOpen(data, counts) {
  if (rankRoutes(data, counts).length) return "matrix";
  return rankPlaces(data, counts).length ? "routes" : "articles";
}

function prepareMap(map) {
  if (map.options.preferCanvas && !map._renderer) map.options.renderer = L.canvas({ tolerance: 5, padding: 0.2 });
  map.attributionControl?.setPrefix('<a href="https://leafletjs.com" target="_blank" rel="noopener noreferrer">Leaflet</a>');
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
}

/** Open on what the articles speak of; on the region between Europe and Asia when nothing was found. */
function fitFound(map, shell, data, counts) {
  const bounds = boundsOf(data, counts);
  if (!bounds.isValid()) {
    map.setView([41, 47], 4, { animate: false });
    return;
  }
  map.fitBounds(bounds, { ...paddings(shell), maxZoom: 7, animate: false });
}

const paddings = (shell) => {
  const key = isNarrow() ? 0 : shell.querySelector(".gm-legend")?.offsetHeight || 0;
  return { paddingTopLeft: [36, 36], paddingBottomRight: [36, 30 + key + sheetHeight(shell)] };
};

/** Bring the selected route or place into view if it is not there, or too small to see. */
function showSelected(map, shell, data, route, place) {
  const bounds = L.latLngBounds([]);
  data.segments.route.forEach((r, s) => r === route && data.lines[s].flat().forEach((point) => bounds.extend(point)));
  const p = place === null ? null : place - data.nRoutes;
  if (p !== null && data.places.lat[p] !== null) bounds.extend([data.places.lat[p] / SCALE, data.places.lon[p] / SCALE]);
  if (!bounds.isValid()) return;
  const pixels = L.bounds(map.project(bounds.getNorthWest()), map.project(bounds.getSouthEast())).getSize();
  const tiny = route !== null && Math.max(pixels.x, pixels.y) < map.getSize().x / 4;
  if (!tiny && map.getBounds().contains(bounds)) return;
  moveTo(map, shell, bounds, route === null ? Math.max(map.getZoom(), 5) : 7.5); // the outlines are too coarse for more
}

function moveTo(map, shell, bounds, maxZoom) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.fitBounds(bounds, { ...paddings(shell), maxZoom, animate: !calm });
}

/** Light or dark as the link or else the system says, until the button is pressed. */
function wireTheme(shell) {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const linked = new URLSearchParams(location.hash.slice(1)).get("theme");
  if (["light", "dark"].includes(linked)) shell.dataset.chosen = linked;
  const apply = () => setTheme(shell, shell.dataset.chosen || (system.matches ? "dark" : "light"));
  system.addEventListener("change", apply);
  shell.querySelector(".gm-theme").addEventListener("click", () => {
    shell.dataset.chosen = shell.dataset.theme === "dark" ? "light" : "dark";
    apply();
  });
  apply();
}
