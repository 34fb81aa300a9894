// The names that outlets use for each route: how often, in which languages, and when.

/**
 * The names by which the shown articles call each route: one entry per spelling
 * without regard to case, with its outlets, languages, dates and first use.
 * Pronouns and "the corridor" are no names.
 */
function namesUsed(data, shown) {
  const routes = new Map();
  for (let a = 0; a < data.nArticles; a += 1) {
    if (!shown.articles[a]) continue;
    for (let m = data.from[a]; m < data.from[a + 1]; m += 1) {
      const route = data.mentions.feature[m];
      if (route >= data.nRoutes || !shown.routes[route] || data.mentions.flags[m] & FLAGS.anaphora) continue;
      const written = surface(data, m).replace(/\s+/g, " ").trim();
      if (!written) continue;
      if (!routes.has(route)) routes.set(route, new Map());
      addName(data, routes.get(route), written, a, m);
    }
  }
  for (const [route, names] of routes) routes.set(route, sortNames([...names.values()]));
  return routes;
}

function addName(data, names, written, a, m) {
  const key = written.toLowerCase();
  if (!names.has(key)) {
    names.set(key, { forms: new Map(), articles: new Set(), briefs: 0, outlets: new Map(), languages: new Map(), types: new Set(), dates: new Map(), mentions: 0, first: null });
  }
  const entry = names.get(key);
  const source = data.source[a];
  const add = (map, item) => map.set(item, (map.get(item) || 0) + 1);
  entry.mentions += 1;
  add(entry.forms, written);
  const type = data.aliases[data.mentions.alias[m]];
  if (type && type !== "name") entry.types.add(type);
  if (entry.articles.has(a)) return;
  entry.articles.add(a);
  entry.briefs += data.articles.brief[a];
  add(entry.outlets, source);
  const tongue = data.languages[data.articles.language[a]] || data.tongues[data.mentions.tongue[m]];
  if (tongue) add(entry.languages, tongue);
  if (data.articles.date[a] >= 0) add(entry.dates, data.time.first[data.articles.date[a]]);
  const published = dateOf(data, a);
  if (published && (!entry.first || published < entry.first.date)) entry.first = { date: published, source };
}

function sortNames(entries) {
  for (const entry of entries) entry.name = [...entry.forms].sort((x, y) => y[1] - x[1] || compare(x[0], y[0]))[0][0];
  return entries.sort((x, y) => y.articles.size - x.articles.size || y.mentions - x.mentions || compare(x.name, y.name));
}

const NAMES = 12; // of one route, before "show all"
const OUTLETS = 12; // of one name

function showNames(body, app) {
  const { data, shown, counts, state } = app;
  const used = namesUsed(data, shown);
  const routes = rankRoutes(data, counts).filter((r) => used.has(r));
  if (state.route !== null && used.has(state.route)) routes.sort((a, b) => (b === state.route) - (a === state.route));
  if (!routes.length) {
    body.append(emptyNote(app, "No route is called by a name in these articles."));
    return;
  }
  body.append(h("p", { class: "gm-lead" }, "What each route is called, by whom, and since when. Spellings that differ only in capitals are counted together."));
  body.append(...routes.map((route) => nameSection(app, route, used.get(route))));
}

function nameSection(app, route, names) {
  const { data, state } = app;
  const most = names[0].articles.size;
  const list = h("ul", {}, names.slice(0, NAMES).map((entry) => nameRow(app, entry, most)));
  const rest = names.slice(NAMES);
  return h("section", { class: "gm-names", "--ink": `var(--kind-${kindKey(data.routes.kind[route])})`, "aria-current": state.route === route ? "true" : null },
    h("h2", {}, h("button", { type: "button", onclick: () => app.select({ route }) }, swatch(data, route), words(featureName(data, route)))),
    list,
    rest.length > 0 && moreButton(`Show all ${number(names.length)} names`, () => list.append(...rest.map((entry) => nameRow(app, entry, most)))));
}

function nameRow(app, entry, most) {
  const { data } = app;
  const outlets = [...entry.outlets].sort((x, y) => y[1] - x[1] || compare(sourceName(data, x[0]), sourceName(data, y[0])));
  const languages = [...entry.languages].map(([code, n]) => [language(code), n]).sort((x, y) => y[1] - x[1] || compare(x[0], y[0]));
  const first = entry.first && [`first on ${date(entry.first.date)} in `, words(sourceName(data, entry.first.source))];
  const briefs = entry.briefs > 0 && h("span", { title: "Summaries of articles, not the articles themselves" }, entry.briefs === entry.articles.size ? "all briefs" : `${number(entry.briefs)} of them briefs`);
  const item = ([source, articles]) => h("span", {}, words(sourceName(data, source)), h("small", {}, number(articles)));
  const box = h("p", { class: "gm-outlets" }, outlets.slice(0, OUTLETS).map(item));
  if (outlets.length > OUTLETS) {
    const more = h("button", { type: "button", class: "gm-link" }, `${number(outlets.length - OUTLETS)} more`);
    more.addEventListener("click", () => more.replaceWith(...outlets.slice(OUTLETS).map(item)));
    box.append(more);
  }
  return h("li", {},
    h("p", { class: "gm-name" },
      h("q", {}, words(entry.name)),
      [...entry.types].sort(compare).map((type) => h("span", { class: "gm-tag" }, type)),
      sparkline(data.time, entry.dates),
      h("span", { class: "gm-name-count" }, count(entry.articles.size, "article"))),
    h("span", { class: "gm-bar", "--share": `${(100 * entry.articles.size) / most}%` }),
    box,
    h("p", { class: "gm-facts" },
      languages.length > 0 && h("span", {}, languages.map(([name, n]) => (languages.length > 1 ? `${name} ${number(n)}` : name)).join(", ")),
      first && h("span", {}, first), briefs));
}

/** When a name was used: the bars of the timeline, small. */
function sparkline(time, dates) {
  if (!time || time.n < 2 || !dates.size) return null;
  const most = Math.max(...dates.values());
  const wide = 72 / time.n;
  const bars = [...dates].map(([bar, n]) => `M${(bar * wide).toFixed(1)} 14v${(-2 - (12 * n) / most).toFixed(1)}h${Math.max(1, wide - 0.5).toFixed(1)}V14z`);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of Object.entries({ class: "gm-spark", viewBox: "0 0 72 14", width: 72, height: 14, "aria-hidden": "true" })) svg.setAttribute(key, value);
  path.setAttribute("d", bars.join(""));
  svg.append(path);
  return svg;
}
