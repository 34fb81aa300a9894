// The tabs beside the matrix and the articles: routes and places, names used, about.

const LIST = 50; // places and names listed before "show all"

function emptyNote(app, text) {
  return h("div", { class: "gm-empty" },
    h("p", {}, text),
    app.changed() ? h("button", { type: "button", class: "gm-button", onclick: () => app.reset() }, "Reset the filters") : null);
}

function showRoutes(body, app) {
  const { data, counts } = app;
  const routes = rankRoutes(data, counts);
  const places = rankPlaces(data, counts);
  if (!routes.length && !places.length) {
    body.append(emptyNote(app, "No route or place was found in these articles."));
    return;
  }
  const mostRoutes = Math.max(1, ...routes.map((r) => counts.direct[r]));
  const mostPlaces = Math.max(1, ...places.map((f) => counts.direct[f]));
  if (routes.length) body.append(h("h2", {}, "Routes"), h("ul", { class: "gm-list" }, routes.map((r) => featureRow(app, r, mostRoutes))));
  if (places.length) body.append(h("h2", {}, "Places"));
  const list = h("ul", { class: "gm-list" }, places.slice(0, LIST).map((f) => featureRow(app, f, mostPlaces)));
  if (places.length) body.append(list);
  if (places.length > LIST) body.append(moreButton(`Show all ${number(places.length)} places`, () => list.append(...places.slice(LIST).map((f) => featureRow(app, f, mostPlaces)))));
}

function moreButton(text, call) {
  const button = h("button", { type: "button", class: "gm-button gm-more" }, text);
  button.addEventListener("click", () => {
    button.remove();
    call();
  });
  return button;
}

function featureRow(app, feature, most) {
  const { data, counts, state } = app;
  const isRoute = feature < data.nRoutes;
  const chosen = (isRoute ? state.route : state.place) === feature;
  const key = isRoute ? kindKey(data.routes.kind[feature]) : null;
  return h("li", {}, h("button", {
    type: "button",
    class: "gm-row",
    "aria-pressed": String(chosen),
    "--ink": key ? `var(--kind-${key})` : "var(--place)",
    "--share": `${(100 * counts.direct[feature]) / most}%`,
    onclick: () => app.select(isRoute ? { route: feature } : { place: feature }),
  },
  swatch(data, feature),
  h("span", { class: "gm-row-name" }, words(featureName(data, feature))),
  h("span", { class: "gm-row-count" }, number(counts.direct[feature]), isRoute && counts.indirect[feature] ? h("em", { title: "articles that mention only its parts" }, ` +${number(counts.indirect[feature])}`) : null),
  h("span", { class: "gm-row-facts" }, isRoute ? kindLine(data, feature) : summary(data, counts, feature)),
  h("span", { class: "gm-bar" })));
}

function showAbout(body, app) {
  const { data } = app;
  const { counts, issues } = data;
  const facts = [
    [counts.undated, "without a date", "They are listed, but not placed in time."],
    [counts.unlocated, "without any place or route found", "They are listed among the articles."],
    [counts.unread, "that could not be read", "See the list below."],
    [counts.duplicates, "left out as duplicates", "Each article counts once."],
    [counts.filtered, "left out because they were not asked for", "By date, source or route."],
  ];
  body.append(
    h("h2", {}, "How to read the map"),
    h("ul", { class: "gm-notes" }, readingNotes(data).map((note) => h("li", {}, note))),
    h("h2", {}, "What was read"),
    h("dl", { class: "gm-figures" },
      h("div", {}, h("dt", {}, "articles read"), h("dd", {}, number(data.nArticles))),
      facts.map(([value, what, note]) => h("div", { class: value ? "" : "gm-zero" }, h("dt", {}, what, h("small", {}, value ? note : "")), h("dd", {}, number(value))))));
  body.append(...articleLists(data));
  if (counts.nowhere.name.length) body.append(...nowhereList(counts.nowhere));
  if (issues.message.length) body.append(...issueList(issues));
  body.append(...routeList(app));
  body.append(h("h2", {}, "Data and licences"), h("ul", { class: "gm-notes" }, credits(data).map((credit) => h("li", {}, credit))));
}

function readingNotes(data) {
  const notes = [
    "A line is wider the more articles mention the route. A thin line is mentioned only through its parts.",
    "Dashed lines are planned, under construction, shelved or cancelled; dotted ones are idle or retired. Pale lines are schematic: they show which places a route connects, not where it runs on the ground.",
    "A circle is a place; its area grows with the number of mentions. Routes that share their way are drawn side by side.",
    "Each mark leads back to the sentence that put it there: select a route, a place or a cell of the matrix. Names are recognised by a program and can be wrong.",
  ];
  if (data.basemap.kind === "outlines") {
    notes.push("Borders are drawn as they are on the ground according to Natural Earth, disputed ones dashed. They imply no opinion on the status of any territory.");
  }
  return notes;
}

/** The articles without a date, and those in which nothing was found, by name. */
function articleLists(data) {
  const all = data.articles.title.map((_, a) => a);
  const lists = [
    ["Articles without a date", all.filter((a) => data.articles.date[a] < 0)],
    ["Articles without any place or route found", all.filter((a) => data.from[a] === data.from[a + 1])],
  ];
  return lists.filter(([, list]) => list.length).map(([title, list]) => fold(title, list.length, () => longList(list, "gm-issues", (a) =>
    h("li", {}, link(data.articles.url[a], data.articles.title[a]), " ", h("small", {}, words(sourceName(data, data.source[a])))))));
}

/** Something long behind its title; made when it is opened. */
function fold(title, size, make) {
  const details = h("details", { class: "gm-fold" }, h("summary", {}, title, " ", h("small", {}, number(size))));
  details.addEventListener("toggle", () => details.children.length < 2 && details.append(...[make()].flat()), { once: true });
  return details;
}

function longList(items, name, row) {
  const list = h("ul", { class: name }, items.slice(0, LIST).map(row));
  const rest = items.slice(LIST);
  return [list, rest.length ? moreButton(`Show all ${number(items.length)}`, () => list.append(...rest.map(row))) : ""];
}

/** How each route's line was made, and where that was read. */
function routeList(app) {
  const { data, totals } = app;
  const routes = rankRoutes(data, totals);
  if (!routes.length) return [];
  return [h("h2", {}, "The lines and their references"), ...routes.map((r) => fold(featureName(data, r), data.references.of[r].length, () =>
    [h("p", { class: "gm-lead" }, [kindLine(data, r), precisionLine(data, r)].filter(Boolean).join(". ")), referenceList(data, r) || h("p", { class: "gm-lead" }, "No reference is known.")]))];
}

function nowhereList({ name, mentions }) {
  const list = h("p", { class: "gm-outlets" }, name.slice(0, LIST).map((text, i) => h("span", {}, words(text), h("small", {}, number(mentions[i])))));
  return [h("h2", {}, "Names not located"), list, name.length > LIST ? h("p", { class: "gm-lead" }, `and ${number(name.length - LIST)} more`) : ""];
}

function issueList({ where, severity, message }) {
  const item = (i) => h("li", {}, h("span", { class: "gm-tag" }, severity[i]), h("strong", {}, words(where[i] || "")), h("span", {}, words(message[i] || "")));
  return [h("h2", {}, "What could not be used"), ...longList(message.map((_, i) => i), "gm-issues", item)];
}

function credits(data) {
  const list = ["Routes, waypoints and their names: geomap catalogue, CC BY 4.0"];
  data.overlays.name.forEach((name, i) => list.push(["Line of ", words(name), ": ", words(data.overlays.attribution[i]), " (", words(data.overlays.licence[i]), ")"]));
  if (data.catalogue) list.push([link("https://www.geonames.org", "GeoNames"), ": where waypoints lie, CC BY 4.0"]);
  if (data.credits.some((name) => name.startsWith("geonames"))) list.push([link("https://www.geonames.org", "GeoNames"), ": places, CC BY 4.0"]);
  list.push(...data.credits.filter((name) => !name.startsWith("geonames")).map((name) => ["Places: ", words(name)]));
  if (["outlines", "land"].includes(data.basemap.kind)) list.push([link("https://www.naturalearthdata.com", "Natural Earth"), ": country outlines, public domain"]);
  if (data.basemap.kind === "tiles") list.push(["Background map: ", words(data.basemap.attribution)]);
  list.push([link("https://leafletjs.com", "Leaflet"), ": the map itself, BSD-2-Clause.", data.catalogue ? "" : " Titles and quoted sentences belong to their publishers."]);
  return list;
}
