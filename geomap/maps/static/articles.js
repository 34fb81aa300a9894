// The articles, grouped by source, with the sentences that put them on the map.

const PAGE = 40; // articles added at a time
const QUOTES = 2; // sentences shown before "more"

/** The articles of the selection: of one source, of a route with its parts, or of a place. */
function selectedArticles(app) {
  const { data, shown, state } = app;
  const wanted = wantedFeatures(data, state);
  const chosen = [];
  for (let a = 0; a < data.nArticles; a += 1) {
    if (!shown.articles[a] || (state.source !== null && data.source[a] !== state.source)) continue;
    if (!wanted || mentionsOf(data, a, wanted).length) chosen.push(a);
  }
  return chosen.sort((a, b) => compare(dateOf(data, b) || "", dateOf(data, a) || "") || a - b);
}

/** The features whose sentences are quoted; null for all. */
function wantedFeatures(data, { route, place }) {
  if (place !== null) return new Set([place]);
  return route === null ? null : new Set([route, ...data.descendants[route]]);
}

function mentionsOf(data, a, wanted) {
  const found = [];
  for (let m = data.from[a]; m < data.from[a + 1]; m += 1) if (!wanted || wanted.has(data.mentions.feature[m])) found.push(m);
  return found;
}

function showArticles(body, app) {
  const { data, state } = app;
  const feature = state.route ?? state.place;
  if (feature !== null) body.append(featureCard(app, feature));
  const chosen = selectedArticles(app);
  if (!chosen.length) {
    body.append(emptyNote(app, data.nArticles ? "No article here." : "No article was read. The reasons stand under About."));
    return;
  }
  const bySource = new Map();
  for (const a of chosen) {
    if (!bySource.has(data.source[a])) bySource.set(data.source[a], []);
    bySource.get(data.source[a]).push(a);
  }
  const sizes = new Int32Array(data.sources.length);
  for (const [source, list] of bySource) sizes[source] = list.length;
  const queue = rankSources(data, sizes).flatMap((s) => bySource.get(s).map((a, i) => ({ a, head: i === 0 ? sizes[s] : 0 })));
  appendArticles(body, app, queue);
}

function appendArticles(body, app, queue) {
  const { data } = app;
  for (const { a, head } of queue.splice(0, PAGE)) {
    if (head) body.append(h("h2", { class: "gm-outlet" }, words(sourceName(data, data.source[a])), h("small", {}, number(head))));
    body.append(articleCard(app, a));
  }
  if (!queue.length) return;
  const more = h("button", { type: "button", class: "gm-button gm-more" }, `Show more (${number(queue.length)} left)`);
  more.addEventListener("click", () => {
    more.remove();
    appendArticles(body, app, queue);
  });
  body.append(more);
}

function articleCard(app, a) {
  const { data, state } = app;
  const { articles } = data;
  const wanted = wantedFeatures(data, state);
  const facts = [
    h("time", {}, date(dateOf(data, a))),
    articles.author[a] >= 0 && words(data.authors[articles.author[a]]),
    articles.language[a] >= 0 && h("span", {}, language(data.languages[articles.language[a]])),
    articles.brief[a] === 1 && h("span", { class: "gm-tag", title: "Somebody's summary of an article, not the article itself" }, "brief"),
    articles.inferred[a] === 1 && h("span", { class: "gm-tag", title: "The article does not state its source; it was inferred from the text" }, "source inferred"),
  ];
  return h("article", { class: "gm-article" },
    h("h3", {}, link(articles.url[a], articles.title[a])),
    h("p", { class: "gm-facts" }, facts),
    quotations(app, a, wanted),
    state.route === null && routeChips(app, a));
}

/** The quoted sentences of an article: each once, every wanted mention in it marked. */
function quotations(app, a, wanted) {
  const { data, state } = app;
  const bySentence = new Map();
  for (const m of mentionsOf(data, a, wanted)) {
    const sentence = data.mentions.sentence[m];
    if (sentence < 0) continue;
    if (!bySentence.has(sentence)) bySentence.set(sentence, []);
    bySentence.get(sentence).push(m);
  }
  const own = (list) => list.some((m) => data.mentions.feature[m] === state.route || (state.route === null && data.mentions.feature[m] < data.nRoutes));
  const groups = [...bySentence.values()].sort((x, y) => own(y) - own(x));
  const quotes = groups.map((list) => quotation(app, list));
  const hidden = quotes.slice(QUOTES);
  if (!hidden.length) return quotes;
  const more = h("button", { type: "button", class: "gm-link" }, `${count(hidden.length, "more sentence")}`);
  more.addEventListener("click", () => more.replaceWith(...hidden));
  return [...quotes.slice(0, QUOTES), more];
}

function quotation(app, list) {
  const { data, state } = app;
  const text = sentenceOf(data, list[0]);
  const marks = list.map((m) => [data.mentions.start[m], data.mentions.start[m] + data.mentions.length[m]]).filter(([start, end]) => end > start);
  const parts = [];
  let at = 0;
  for (const [start, end] of marks.sort((x, y) => x[0] - y[0] || y[1] - x[1])) {
    if (start < at) continue;
    parts.push(text.slice(at, start), h("mark", {}, text.slice(start, end)));
    at = end;
  }
  parts.push(text.slice(at));
  const through = state.route === null ? [] : [...new Set(list.map((m) => data.mentions.feature[m]))].filter((f) => f !== state.route);
  const unsure = list.some((m) => data.mentions.flags[m] & FLAGS.ambiguous);
  return h("blockquote", { dir: "auto" }, parts,
    through.map((f) => h("span", { class: "gm-tag" }, "through ", words(shortName(data, f)))),
    unsure && h("span", { class: "gm-tag", title: "The name may mean another place or route" }, "ambiguous"));
}

/** The routes an article mentions, as buttons. */
function routeChips(app, a) {
  const { data, shown } = app;
  const routes = [...new Set(mentionsOf(data, a, null).map((m) => data.mentions.feature[m]))].filter((f) => f < data.nRoutes && shown.routes[f]);
  if (!routes.length) return null;
  return h("p", { class: "gm-routes" }, routes.map((r) => featureButton(app, r)));
}

function featureButton(app, feature) {
  const { data } = app;
  const target = feature < data.nRoutes ? { route: feature } : { place: feature };
  return h("button", { type: "button", class: "gm-chip", onclick: () => app.select(target) }, swatch(data, feature), words(shortName(data, feature)));
}

/** What is known of the selected route or place, above its articles. */
function featureCard(app, feature) {
  const { data, counts } = app;
  const isRoute = feature < data.nRoutes;
  const parts = isRoute ? data.descendants[feature].filter((r) => counts.direct[r]) : [];
  const wholes = isRoute ? data.ancestors[feature] : [];
  const place = feature - data.nRoutes;
  return h("section", { class: "gm-card", "--ink": isRoute ? `var(--kind-${kindKey(data.routes.kind[feature])})` : "var(--place)" },
    h("h2", {}, words(featureName(data, feature))),
    h("p", {}, isRoute ? kindLine(data, feature) : data.places.country[place] && country(data.places.country[place])),
    h("p", { class: "gm-strong" }, summary(data, counts, feature)),
    isRoute && h("p", {}, precisionLine(data, feature)),
    isRoute && data.references.of[feature].length > 0 && fold("References", data.references.of[feature].length, () => referenceList(data, feature)),
    parts.length > 0 && h("p", { class: "gm-routes" }, h("span", {}, "Its parts"), parts.map((r) => featureButton(app, r))),
    wholes.length > 0 && h("p", { class: "gm-routes" }, h("span", {}, "Part of"), wholes.map((r) => featureButton(app, r))));
}

const PRECISION = {
  surveyed: "Line: surveyed",
  traced: "Line: traced from published maps and points",
  waypoints: "Line: drawn through known waypoints",
  schematic: "Line: schematic, not the alignment on the ground",
};

function precisionLine(data, route) {
  const text = PRECISION[data.routes.precision[route]];
  const off = data.routes.uncertainty_km[route];
  return text && (off ? `${text}, within about ${number(off)} km` : text);
}
