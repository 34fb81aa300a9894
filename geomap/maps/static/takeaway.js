// What readers take with them: the mentions as a table, the map as GeoJSON, the page on paper. All of it as filtered.

/** What a spreadsheet would run as a formula begins with one of these; an apostrophe before it makes it text. As in text.py. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function csvCell(value) {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csvOf = (rows) => `\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`; // the mark tells spreadsheets that it is UTF-8

const MENTION_COLUMNS = ["title", "source", "published", "language", "form", "url", "type", "id", "name", "mention", "ambiguous", "sentence", "lon", "lat"];

/** One row per mention of the articles shown; an article without any has one row of its own. */
function mentionRows(app) {
  const { data, shown, state } = app;
  const wanted = wantedFeatures(data, state);
  const rows = [MENTION_COLUMNS];
  for (const a of selectedArticles(app)) {
    const { articles } = data;
    const own = [articles.title[a], data.sources[data.source[a]], dateOf(data, a), data.tonguesOf[data.tongue[a]], articles.brief[a] ? "brief" : "article", articles.url[a]];
    const found = mentionsOf(data, a, wanted).filter((m) => data.mentions.feature[m] >= data.nRoutes || shown.routes[data.mentions.feature[m]]);
    rows.push(...found.map((m) => [...own, ...mentionCells(data, m)]));
    if (!found.length) rows.push([...own, ...Array(MENTION_COLUMNS.length - own.length).fill(null)]);
  }
  return rows;
}

function mentionCells(data, m) {
  const feature = data.mentions.feature[m];
  const p = feature - data.nRoutes;
  const [type, id, lon, lat] = p < 0 ? ["route", data.routes.id[feature], null, null] : ["place", data.places.id[p], data.places.lon[p], data.places.lat[p]];
  const degrees = (steps) => (steps === null ? null : steps / SCALE);
  const unsure = data.mentions.flags[m] & FLAGS.ambiguous ? "true" : "false";
  return [type, id, featureName(data, feature), surface(data, m), unsure, sentenceOf(data, m) || null, degrees(lon), degrees(lat)];
}

/** The routes and places on the map with their counts, as RFC 7946 has it. */
function mapGeoJson({ data, counts }) {
  const { routes, places } = data;
  const news = (f) => (data.catalogue ? {} : { n_articles: counts.direct[f], n_mentions: counts.mentions[f] });
  const lines = rankRoutes(data, counts).map((r) => ({
    type: "Feature",
    id: routes.id[r],
    geometry: { type: "MultiLineString", coordinates: data.segments.route.flatMap((owner, s) => (owner === r ? data.lines[s].map((line) => line.map(([lat, lon]) => [lon, lat])) : [])) },
    properties: {
      name: routes.name[r], type: "route", kind: routes.kind[r], status: routes.status[r], geometry_precision: routes.precision[r], uncertainty_km: routes.uncertainty_km[r],
      ...news(r), ...(data.catalogue ? {} : { n_indirect_articles: counts.indirect[r], n_sources: counts.sourcesOf[r] }),
    },
  }));
  const points = rankPlaces(data, counts).map((f) => [f, f - data.nRoutes]).filter(([, p]) => places.lat[p] !== null).map(([f, p]) => ({
    type: "Feature",
    id: places.id[p],
    geometry: { type: "Point", coordinates: [places.lon[p] / SCALE, places.lat[p] / SCALE] },
    properties: { name: places.name[p], type: "place", country: places.country[p], ...news(f) },
  }));
  const credit = ["Routes: geomap catalogue, CC BY 4.0", ...data.overlays.attribution, ...(points.length ? data.credits.map((name) => (name.includes("geonames") ? "Places: GeoNames, CC BY 4.0" : `Places: ${name}`)) : [])];
  return { type: "FeatureCollection", title: data.title, attribution: [...new Set(credit)].join("; "), features: [...lines, ...points] };
}

function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = h("a", { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** The menu behind the arrow beside the title. */
function makeTakeaway(map, shell, app) {
  const [open, box] = [shell.querySelector(".gm-take"), shell.querySelector(".gm-menu")];
  const print = wirePrint(map, shell, app);
  const item = (title, note, call) => h("button", { type: "button", onclick: () => { show(false); call(); } }, title, h("small", {}, note));
  const show = (visible) => {
    if (!visible && box.contains(document.activeElement)) open.focus();
    open.setAttribute("aria-expanded", String(visible));
    box.hidden = !visible;
    if (!visible) return;
    const articles = app.data.catalogue ? 0 : selectedArticles(app).length;
    box.replaceChildren(...[
      !app.data.catalogue && item("Mentions as CSV", `a table of ${count(articles, "article")} with the quoted sentences`, () => download("geomap-mentions.csv", "text/csv;charset=utf-8", csvOf(mentionRows(app)))),
      item("Map as GeoJSON", "the routes and places shown, with their counts", () => download("geomap-map.geojson", "application/geo+json", `${JSON.stringify(mapGeoJson(app))}\n`)),
      item("Print or save as PDF", "the map and the view beside it", print),
    ].filter(Boolean));
    box.firstChild.focus();
  };
  open.addEventListener("click", () => show(box.hidden));
  box.addEventListener("keydown", (event) => {
    const items = [...box.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => !box.hidden && !box.contains(event.target) && !open.contains(event.target) && show(false));
}

const PRINTED = 25; // times "show more" is pressed before printing: a thousand articles

/** On paper the map is as wide as the page, light, with the view below it in full length. */
function wirePrint(map, shell, app) {
  let before = null;
  let begun = false;
  const layOut = () => {
    if (before) return;
    before = { theme: shell.dataset.theme, center: map.getCenter(), zoom: map.getZoom() };
    const bounds = map.getBounds();
    setTheme(shell, "light");
    shell.classList.add("gm-print");
    for (let i = 0; i < PRINTED; i += 1) shell.querySelector(".gm-body > .gm-more")?.click();
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
    app.restyle();
    app.relabel();
    map.eachLayer((layer) => layer instanceof L.Canvas && layer._redraw()); // at once: the next frame may be too late
  };
  const restore = () => {
    if (!before) return;
    const { theme, center, zoom } = before;
    before = null;
    shell.classList.remove("gm-print");
    setTheme(shell, theme);
    map.invalidateSize({ animate: false });
    map.setView(center, zoom, { animate: false });
    app.relabel();
  };
  window.addEventListener("beforeprint", () => {
    begun = true;
    layOut();
  });
  window.addEventListener("afterprint", restore);
  return () => {
    begun = false;
    layOut();
    setTimeout(() => {
      window.print();
      if (!begun) restore(); // a frame that may not print
    }, 250); // the browser has painted the map in its new size by then
  };
}

function setTheme(shell, theme) {
  shell.dataset.theme = theme;
  shell.dispatchEvent(new Event("gm-theme"));
}
