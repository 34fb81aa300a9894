// The page without articles: every route of the catalogue, with its facts, names, waypoints and references.

const WAYPOINT_ZOOM = 7;
const MOST_WAYPOINTS = 1500; // drawn at once
const FEW_REFERENCES = 3; // in a popup

function unpackCatalogue(data) {
  const kinds = [...new Set(data.routes.kind)].sort((a, b) => compare(kindName(a), kindName(b)));
  const stops = data.routes.id.map(() => []);
  data.waypoints.route.forEach((r, w) => stops[r].push(w));
  return { kinds, kindOf: data.routes.kind.map((kind) => kinds.indexOf(kind)), stops };
}

/** Long routes lie below short ones, and are labelled first; among articles their number decides. */
const longerFirst = (data, a, b) => (data.catalogue ? (data.routes.length_km[b] || 0) - (data.routes.length_km[a] || 0) : 0);

function routeTexts(data) {
  data.routeTexts ||= data.routes.id.map((id, r) => {
    const { names, operators } = data.catalogue;
    const lands = countriesOf(data, r).map(country);
    return [id, data.routes.name[r], kindName(data.routes.kind[r]), ...lands, ...operators[r], ...names[r].flatMap(([, list]) => list)].join("\n").toLowerCase();
  });
  return data.routeTexts;
}

function matchRoutes(data, query) {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (r) => terms.every((term) => routeTexts(data)[r].includes(term));
}

/** 1 for each route that the search finds, of a kind not switched off. */
function filterRoutes(data, { query, hidden }) {
  const found = matchRoutes(data, query);
  return Uint8Array.from(data.routes.id, (_, r) => (found(r) && !hidden.has(data.kindOf[r]) ? 1 : 0));
}

/** The same shape as the counts of articles: each shown route counts one. */
function countRoutes(data, shown) {
  const none = new Int32Array(data.nRoutes);
  return { articles: 0, mentions: none, direct: Int32Array.from(shown), indirect: none, bySource: new Int32Array(0), sourcesOf: none, matrix: new Map(), first: null, last: null };
}

function kindChoices(data) {
  const counts = (query) => {
    const found = matchRoutes(data, query);
    return data.kinds.map((_, k) => data.kindOf.filter((kind, r) => kind === k && found(r)).length);
  };
  return { noun: "kind", name: (k) => kindName(data.kinds[k]), order: data.kinds.map((_, k) => k), size: data.kinds.length, counts };
}

/** The frame of the page was made for articles. */
function prepareShell(shell) {
  for (const tab of ["matrix", "articles", "names"]) shell.querySelector(`[data-tab=${tab}]`).remove();
  const search = shell.querySelector(".gm-search");
  search.placeholder = "Search names, countries";
  search.setAttribute("aria-label", "Search routes by name, country or operator");
  shell.querySelector(".gm-filter").setAttribute("aria-label", "Kinds shown");
  shell.querySelector(".gm-panel").setAttribute("aria-label", "The routes and their facts");
}

const countriesOf = (data, r) => (data.routes.countries[r] || "").split(";").filter(Boolean);

function catalogueStatus({ data, counts }) {
  const routes = rankRoutes(data, counts);
  const lands = new Set(routes.flatMap((r) => countriesOf(data, r)));
  const kinds = new Set(routes.map((r) => data.kindOf[r]));
  const shown = routes.length === data.nRoutes ? count(data.nRoutes, "route") : `${number(routes.length)} of ${count(data.nRoutes, "route")}`;
  const land = `${number(lands.size)} ${lands.size === 1 ? "country" : "countries"}`;
  return [shown, count(kinds.size, "kind"), land].join(" \u00b7 ");
}

function showCatalogue(body, app) {
  const { data, counts, state } = app;
  if (state.route !== null) {
    body.append(...routeFacts(app, state.route));
    return;
  }
  const shown = rankRoutes(data, counts);
  if (!shown.length) body.append(emptyNote(app, "No route fits."));
  data.kinds.forEach((kind, k) => {
    const routes = shown.filter((r) => data.kindOf[r] === k).sort((a, b) => compare(data.routes.name[a], data.routes.name[b]));
    if (routes.length) body.append(h("h2", {}, `${kindName(kind)} `, h("small", {}, number(routes.length))), h("ul", { class: "gm-list" }, routes.map((r) => catalogueRow(app, r))));
  });
}

function catalogueRow(app, r) {
  const { data } = app;
  const { length_km: length, status } = data.routes;
  return h("li", {}, h("button", { type: "button", class: "gm-row", onclick: () => app.select({ route: r }) },
    swatch(data, r),
    h("span", { class: "gm-row-name" }, words(data.routes.name[r])),
    h("span", { class: "gm-row-count" }, length[r] ? `${number(Math.round(length[r]))} km` : ""),
    h("span", { class: "gm-row-facts" }, [statusName(status[r]), countriesOf(data, r).join(" ")].filter(Boolean).join(" \u00b7 "))));
}

/** What is known of one route, in the panel. */
function routeFacts(app, r) {
  const { data } = app;
  const { commodity } = data.routes;
  const known = data.catalogue;
  const facts = [
    ["Status", [statusName(data.routes.status[r]), known.status_date[r] && `as of ${date(known.status_date[r])}`].filter(Boolean).join(", ")],
    ["Carries", commodity[r]],
    ["Capacity", known.capacity[r]],
    ["Length", [data.routes.length_km[r] && `${number(Math.round(data.routes.length_km[r]))} km`, known.length_extent[r]].filter(Boolean).join(": ")],
    ["Countries", countriesOf(data, r).map(country).join(", ")],
    ["Operators", known.operators[r].join(", ")],
    ["Disputed", known.disputed[r]],
    ["Line", (precisionLine(data, r) || "").replace(/^Line: /, "")],
  ].filter(([, value]) => value);
  const kin = (routes, text) => routes.length > 0 && h("p", { class: "gm-routes" }, h("span", {}, text), routes.map((other) => featureButton(app, other)));
  return [
    h("p", {}, h("button", { type: "button", class: "gm-link", onclick: () => app.set({ route: null }) }, "\u2190 All routes")),
    h("section", { class: "gm-card gm-route", "--ink": `var(--kind-${kindKey(data.routes.kind[r])})` },
      h("h2", {}, words(data.routes.name[r])),
      h("p", {}, kindLine(data, r)),
      kin(data.descendants[r], "Its parts"),
      kin(data.ancestors[r], "Part of")),
    h("dl", { class: "gm-facts-list" }, facts.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, words(value))))),
    ...section("Names", namesList(known.names[r])),
    ...section("Waypoints", waypointList(data, r)),
    ...section("References", referenceList(known.references[r], known.references[r].length)),
  ];
}

const section = (title, content) => (content ? [h("h2", {}, title), content] : []);

function namesList(names) {
  return names.length > 0 && h("dl", { class: "gm-facts-list" }, names.map(([code, list]) =>
    h("div", {}, h("dt", {}, language(code)), h("dd", {}, list.map((name, i) => [i > 0 && "; ", words(name)])))));
}

/** The waypoints as stops of a line that runs down the panel. */
function waypointList(data, r) {
  const { name, km } = data.waypoints;
  return data.stops[r].length > 0 && h("ol", { class: "gm-stops", "--ink": `var(--kind-${kindKey(data.routes.kind[r])})` }, data.stops[r].map((w) =>
    h("li", { class: km[w] === null ? "gm-off" : null },
      h("span", { class: "gm-km" }, km[w] === null ? "branch" : `${number(km[w])} km`),
      h("span", {}, words(name[w]), h("small", {}, ` ${waypointNote(data, w)}`)))));
}

const GRADES = { A: "on the line", B: "near the line", C: "inferred" };

function waypointNote(data, w) {
  const { country: land, role, grade } = data.waypoints;
  return [land[w], role[w], GRADES[grade[w]] || grade[w]].filter(Boolean).join(" \u00b7 ");
}

function referenceList(references, most) {
  return references.length > 0 && h("ul", { class: "gm-references" }, references.slice(0, most).map(([title, url, accessed]) =>
    h("li", {}, link(url, title), accessed && h("small", {}, ` read ${date(accessed)}`))));
}

/** The popup where a route was clicked. */
function showFacts(map, shell, data, r, at) {
  const references = data.catalogue.references[r];
  const more = references.length - FEW_REFERENCES;
  const content = h("div", { class: "gm-about-route" },
    h("strong", {}, words(data.routes.name[r])),
    h("p", {}, kindLine(data, r)),
    h("p", {}, precisionLine(data, r)),
    referenceList(references, FEW_REFERENCES),
    more > 0 && h("p", {}, `and ${count(more, "more reference")} in the panel`));
  L.popup({ className: "gm-popup", maxWidth: 280, autoPanPaddingTopLeft: [24, 24], autoPanPaddingBottomRight: [24, 24 + sheetHeight(shell)] })
    .setLatLng(at).setContent(content).openOn(map);
}

/** Where most routes lie: all of a few, of many those whose middles are not among the outermost tenths. */
function middleBounds(data) {
  const boxes = data.routes.id.map(() => L.latLngBounds([]));
  data.segments.route.forEach((r, s) => !data.segments.branch[s] && data.lines[s].flat().forEach((point) => boxes[r].extend(point)));
  const valid = boxes.filter((box) => box.isValid());
  const within = (value) => {
    const sorted = valid.map(value).sort((a, b) => a - b);
    const cut = valid.length < 12 ? 0 : Math.floor(valid.length / 10);
    return (box) => value(box) >= sorted[cut] && value(box) <= sorted[sorted.length - 1 - cut];
  };
  const [inLat, inLon] = [within((box) => box.getCenter().lat), within((box) => box.getCenter().lng)];
  const bounds = L.latLngBounds([]);
  for (const box of valid) if (inLat(box) && inLon(box)) bounds.extend(valid.length < 12 ? box : box.getCenter());
  return bounds;
}

/** Dots for the waypoints in view, once the map is close enough to tell them apart; of the selected route alone if there is one. */
function makeWaypoints(map, shell, app, onSelect) {
  const { data } = app;
  const layer = L.layerGroup().addTo(map);
  function draw() {
    layer.clearLayers();
    if (map.getZoom() < WAYPOINT_ZOOM) return;
    const view = map.getBounds().pad(0.1);
    const { route, lat, lon, name, km } = data.waypoints;
    let left = MOST_WAYPOINTS;
    for (let w = 0; w < route.length && left > 0; w += 1) {
      const at = [lat[w] / SCALE, lon[w] / SCALE];
      const wanted = app.state.route === null ? app.counts.direct[route[w]] : app.state.route === route[w];
      if (!wanted || !view.contains(at)) continue;
      left -= 1;
      const ink = colour(shell, `kind-${kindKey(data.routes.kind[route[w]])}`);
      const dot = L.circleMarker(at, { radius: 3.5, weight: 1.5, color: ink, fillColor: colour(shell, "casing"), fillOpacity: 1, bubblingMouseEvents: false });
      const place = km[w] === null ? null : `km ${number(km[w])}`;
      dot.bindTooltip(() => h("div", {}, h("strong", {}, words(name[w])), h("span", {}, waypointNote(data, w)), h("span", {}, words([data.routes.name[route[w]], place].filter(Boolean).join(", ")))), { className: "gm-tip", opacity: 1 });
      dot.on("click", (event) => onSelect(route[w], event.latlng));
      layer.addLayer(dot);
    }
  }
  map.on("moveend", draw);
  return draw;
}

function showCatalogueAbout(body, { data }) {
  const notes = [
    "Each line is drawn through named points, the waypoints, which show as dots from closer by. They are not surveyed: every route says how far off its line may be. Do not use them for navigation or engineering.",
    "Dashed lines are planned, under construction, shelved or cancelled. Pale lines are schematic: they show which places a route connects, not where it runs on the ground.",
    "Routes that share their way are drawn side by side.",
    "Every fact has a reference, listed with its route. Names are those in use; where they are contested, none is the right one.",
    ...readingNotes(data).slice(4),
  ];
  body.append(
    h("h2", {}, "How to read the map"), h("ul", { class: "gm-notes" }, notes.map((note) => h("li", {}, note))),
    h("h2", {}, "Data and licences"), h("ul", { class: "gm-notes" }, credits(data).map((credit) => h("li", {}, credit))));
}
