// The page without articles: every route of the catalogue, with its facts, names, waypoints and references.

const FEW_REFERENCES = 3; // in a popup

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

/** The same shape as what the filters leave of articles. */
function filterRoutes(data, { query, kinds }) {
  const found = matchRoutes(data, query);
  return { articles: new Uint8Array(0), reasons: new Uint8Array(0), routes: Uint8Array.from(data.routes.id, (_, r) => (found(r) && (!kinds.size || kinds.has(data.kindOf[r])) ? 1 : 0)) };
}

/** The same shape as the counts of articles: each shown route counts one. */
function countRoutes(data, shown) {
  const none = new Int32Array(data.nRoutes);
  return { articles: 0, mentions: none, direct: Int32Array.from(shown.routes), indirect: none, bySource: new Int32Array(0), sourcesOf: none, matrix: new Map(), first: null, last: null };
}

function kindFacet(data) {
  const tally = (_, { query }) => {
    const found = matchRoutes(data, query);
    return data.kinds.map((_kind, k) => data.kindOf.filter((kind, r) => kind === k && found(r)).length);
  };
  return { key: "kinds", noun: "kind", name: (k) => kindName(data.kinds[k]), id: (k) => data.kinds[k] ?? "", order: data.kinds.map((_, k) => k), count: tally, mark: (k) => kindSwatch(data.kinds[k]) };
}

/** The frame of the page was made for articles. */
function prepareShell(shell) {
  for (const tab of ["matrix", "articles", "names"]) shell.querySelector(`[data-tab=${tab}]`).remove();
  const search = shell.querySelector(".gm-search");
  search.placeholder = "Search names, countries";
  search.setAttribute("aria-label", "Search routes by name, country or operator");
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
    ...section("References", referenceList(data, r)),
  ];
}

const section = (title, content) => (content ? [h("h2", {}, title), content] : []);

function namesList(names) {
  return names.length > 0 && h("dl", { class: "gm-facts-list" }, names.map(([code, list]) =>
    h("div", {}, h("dt", {}, language(code)), h("dd", {}, list.map((name, i) => [i > 0 && "; ", words(name)])))));
}

/** The popup where a route was clicked. */
function showFacts(map, shell, data, r, at) {
  const more = data.references.of[r].length - FEW_REFERENCES;
  const content = h("div", { class: "gm-about-route" },
    h("strong", {}, words(data.routes.name[r])),
    h("p", {}, kindLine(data, r)),
    h("p", {}, precisionLine(data, r)),
    referenceList(data, r, FEW_REFERENCES),
    more > 0 && h("p", {}, `and ${count(more, "more reference")} in the panel`));
  L.popup({ className: "gm-popup", maxWidth: 280, autoPanPaddingTopLeft: [24, 24], autoPanPaddingBottomRight: [24, 24 + sheetHeight(shell)] })
    .setLatLng(at).setContent(content).openOn(map);
}

/** Where most of some routes lie: all of a few, of many those whose middles are not among the outermost tenths. */
function middleBounds(data, routes) {
  const boxes = new Map(routes.map((r) => [r, L.latLngBounds([])]));
  data.segments.route.forEach((r, s) => !data.segments.branch[s] && data.lines[s].flat().forEach((point) => boxes.get(r)?.extend(point)));
  const valid = [...boxes.values()].filter((box) => box.isValid());
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

function showCatalogueAbout(body, { data }) {
  const notes = [
    "Each line is drawn through named points, the waypoints, which show as dots from closer by. They are not surveyed: every route says how far off its line may be. Do not use them for navigation or engineering.",
    "Dashed lines are planned, under construction, shelved or cancelled; dotted ones are idle or retired. Pale lines are schematic: they show which places a route connects, not where it runs on the ground.",
    "Routes that share their way are drawn side by side.",
    "Every fact has a reference, listed with its route. Names are those in use; where they are contested, none is the right one.",
    ...readingNotes(data).slice(4),
  ];
  body.append(
    h("h2", {}, "How to read the map"), h("ul", { class: "gm-notes" }, notes.map((note) => h("li", {}, note))),
    h("h2", {}, "Data and licences"), h("ul", { class: "gm-notes" }, credits(data).map((credit) => h("li", {}, credit))));
}
