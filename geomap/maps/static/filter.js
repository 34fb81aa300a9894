// Which articles are shown: the search, the dates, and what was chosen of sources, routes, kinds and languages.

/** What is filtered by choosing from a list; nothing chosen means everything. */
const FACETS = ["sources", "routes", "kinds", "languages"];

/** Why an article is left out, as bits, so that each list can count what it would show without its own choice. */
const OUT = { query: 1, time: 2, sources: 4, languages: 8, routes: 16, kinds: 32, both: 64 };

/**
 * Add what the filters ask of articles:
 * - `touched[i]` for `touchedFrom[a]` <= i < `touchedFrom[a + 1]` are the routes of article a, and those they are part of,
 * - `tongue[a]` numbers `tonguesOf`, whose last entry stands for "not stated"; `kindOf[r]` numbers `kinds`.
 */
function unpackFacets(data) {
  const kinds = [...new Set(data.routes.kind)].sort((a, b) => compare(kindName(a), kindName(b)));
  const tonguesOf = [...data.languages];
  if (data.articles.language.includes(-1)) tonguesOf.push(null);
  const touched = [];
  const touchedFrom = new Int32Array(data.nArticles + 1);
  for (let a = 0; a < data.nArticles; a += 1) {
    const found = new Set();
    for (let m = data.from[a]; m < data.from[a + 1]; m += 1) {
      const feature = data.mentions.feature[m];
      if (feature >= data.nRoutes) continue;
      found.add(feature);
      for (const whole of data.ancestors[feature]) found.add(whole);
    }
    touched.push(...found);
    touchedFrom[a + 1] = touched.length;
  }
  return {
    kinds,
    kindOf: data.routes.kind.map((kind) => kinds.indexOf(kind)),
    tonguesOf,
    tongue: data.articles.language.map((t) => (t < 0 ? tonguesOf.length - 1 : t)),
    touched: Int32Array.from(touched),
    touchedFrom,
  };
}

/** What the search looks through, article by article, in lower case; made on the first search. */
function searchTexts(data) {
  if (data.searchTexts) return data.searchTexts;
  data.searchTexts = data.articles.title.map((title, a) => {
    const parts = [title, sourceName(data, data.source[a]), data.authors[data.articles.author[a]]];
    for (let m = data.from[a]; m < data.from[a + 1]; m += 1) {
      parts.push(featureName(data, data.mentions.feature[m]), sentenceOf(data, m));
    }
    return [...new Set(parts)].filter(Boolean).join("\n").toLowerCase();
  });
  return data.searchTexts;
}

function matchQuery(data, query) {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!terms.length) return () => true;
  const texts = searchTexts(data);
  return (a) => terms.every((term) => texts[a].includes(term));
}

const chosenIn = (set) => (set.size ? (item) => set.has(item) : () => true);

/** For each article the reasons to leave it out; 0 where it is shown. */
function judgeArticles(data, state) {
  const found = matchQuery(data, state.query);
  const inTime = matchTime(data, state);
  const [source, route, kind, language] = FACETS.map((key) => chosenIn(state[key]));
  const reasons = new Uint8Array(data.nArticles);
  for (let a = 0; a < data.nArticles; a += 1) {
    reasons[a] = (found(a) ? 0 : OUT.query) | (inTime(a) ? 0 : OUT.time) | (source(data.source[a]) ? 0 : OUT.sources)
      | (language(data.tongue[a]) ? 0 : OUT.languages) | judgeRoutes(data, a, state, route, kind);
  }
  return reasons;
}

function judgeRoutes(data, a, state, route, kind) {
  if (!state.routes.size && !state.kinds.size) return 0;
  let [noRoute, noKind, neither] = [OUT.routes, OUT.kinds, OUT.both];
  for (let i = data.touchedFrom[a]; i < data.touchedFrom[a + 1]; i += 1) {
    const [isRoute, isKind] = [route(data.touched[i]), kind(data.kindOf[data.touched[i]])];
    if (isRoute) noRoute = 0;
    if (isKind) noKind = 0;
    if (isRoute && isKind) neither = 0;
  }
  return (state.routes.size ? noRoute : 0) | (state.kinds.size ? noKind : 0) | neither;
}

/** 1 for each article that passes all filters, and for each route that may be drawn and counted. */
function filterArticles(data, state) {
  const reasons = judgeArticles(data, state);
  const [route, kind] = [chosenIn(state.routes), chosenIn(state.kinds)];
  return {
    reasons,
    articles: reasons.map((reason) => (reason ? 0 : 1)),
    routes: Uint8Array.from(data.routes.id, (_, r) => (route(r) && kind(data.kindOf[r]) ? 1 : 0)),
  };
}

/** The lists to choose from: their names, their order, the ids that links carry, and a count of articles for each entry. */
function facetsOf(data) {
  if (data.catalogue) return [kindFacet(data)];
  const all = data.touched.reduce((sum, r) => { sum[r] += 1; return sum; }, new Int32Array(data.nRoutes));
  const routes = data.routes.id.map((_, r) => r).filter((r) => all[r]).sort((a, b) => all[b] - all[a] || compare(data.routes.name[a], data.routes.name[b]));
  const bySource = new Int32Array(data.sources.length);
  for (const s of data.source) bySource[s] += 1;
  const byTongue = new Int32Array(data.tonguesOf.length);
  for (const t of data.tongue) byTongue[t] += 1;
  const tongues = data.tonguesOf.map((_, t) => t).sort((a, b) => byTongue[b] - byTongue[a]);
  const tally = (key, ignored, add) => (reasons, state) => {
    const counts = new Int32Array(key);
    for (let a = 0; a < data.nArticles; a += 1) if (!(reasons[a] & ~ignored)) add(counts, a, state);
    return counts;
  };
  const addRoutes = (counts, a, { kinds }) => {
    for (let i = data.touchedFrom[a]; i < data.touchedFrom[a + 1]; i += 1) if (!kinds.size || kinds.has(data.kindOf[data.touched[i]])) counts[data.touched[i]] += 1;
  };
  const addKinds = (counts, a, state) => {
    const found = new Set();
    for (let i = data.touchedFrom[a]; i < data.touchedFrom[a + 1]; i += 1) if (!state.routes.size || state.routes.has(data.touched[i])) found.add(data.kindOf[data.touched[i]]);
    for (const k of found) counts[k] += 1;
  };
  const usedKinds = data.kinds.map((_, k) => k).filter((k) => routes.some((r) => data.kindOf[r] === k));
  return [
    { key: "sources", noun: "source", name: (s) => sourceName(data, s), id: (s) => data.sources[s] ?? "", order: rankSources(data, bySource), count: tally(data.sources.length, OUT.sources, (counts, a) => { counts[data.source[a]] += 1; }) },
    { key: "routes", noun: "route", name: (r) => data.routes.name[r], id: (r) => data.routes.id[r], order: routes, count: tally(data.nRoutes, OUT.routes | OUT.both, addRoutes), mark: (r) => swatch(data, r) },
    { key: "kinds", noun: "kind", name: (k) => kindName(data.kinds[k]), id: (k) => data.kinds[k] ?? "", order: usedKinds, count: tally(data.kinds.length, OUT.kinds | OUT.both, addKinds), mark: (k) => kindSwatch(data.kinds[k]) },
    { key: "languages", noun: "language", name: (t) => (data.tonguesOf[t] === null ? "Not stated" : language(data.tonguesOf[t])), id: (t) => data.tonguesOf[t] ?? "", order: tongues, count: tally(data.tonguesOf.length, OUT.languages, (counts, a) => { counts[data.tongue[a]] += 1; }) },
  ];
}
