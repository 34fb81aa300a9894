// Every number on the page, from the articles and routes that the filters leave.

/**
 * Count the shown articles.
 * An article counts once for each feature it mentions: directly, or indirectly
 * for a route of which it mentions only parts. Routes that are filtered out count nothing.
 */
function countShown(data, shown) {
  const { nRoutes, nPlaces } = data;
  const result = {
    articles: 0,
    mentions: new Int32Array(nRoutes + nPlaces),
    direct: new Int32Array(nRoutes + nPlaces),
    indirect: new Int32Array(nRoutes),
    bySource: new Int32Array(data.sources.length),
    matrix: new Map(),
    first: null,
    last: null,
  };
  for (let a = 0; a < data.nArticles; a += 1) if (shown.articles[a]) countArticle(data, a, shown.routes, result);
  result.sourcesOf = new Int32Array(nRoutes);
  for (const [key, cell] of result.matrix) {
    const stated = data.sources[Math.floor(key / nRoutes)] !== null;
    if (cell.direct && stated) result.sourcesOf[key % nRoutes] += 1;
  }
  return result;
}

function countArticle(data, a, allowed, result) {
  const { nRoutes } = data;
  const source = data.source[a];
  result.articles += 1;
  result.bySource[source] += 1;
  const published = dateOf(data, a);
  if (published && (!result.first || published < result.first)) result.first = published;
  if (published && (!result.last || published > result.last)) result.last = published;
  const direct = new Set();
  const outside = new Set(); // of routes that the filters leave out, only the wholes are counted
  for (let m = data.from[a]; m < data.from[a + 1]; m += 1) {
    const feature = data.mentions.feature[m];
    if (feature < nRoutes && !allowed[feature]) {
      outside.add(feature);
      continue;
    }
    direct.add(feature);
    result.mentions[feature] += 1;
  }
  const indirect = new Set();
  for (const feature of direct) {
    result.direct[feature] += 1;
    if (feature >= nRoutes) continue;
    cellOf(result.matrix, source * nRoutes + feature).direct += 1;
  }
  for (const part of [...direct, ...outside]) {
    for (const whole of data.ancestors[part] || []) if (allowed[whole] && !direct.has(whole)) indirect.add(whole);
  }
  for (const route of indirect) {
    result.indirect[route] += 1;
    cellOf(result.matrix, source * nRoutes + route).indirect += 1;
  }
}

function cellOf(matrix, key) {
  if (!matrix.has(key)) matrix.set(key, { direct: 0, indirect: 0 });
  return matrix.get(key);
}

/** Routes with any article, those most written about first. */
function rankRoutes(data, counts) {
  const shown = data.routes.id.map((_, r) => r).filter((r) => counts.direct[r] || counts.indirect[r]);
  return shown.sort((a, b) =>
    counts.direct[b] - counts.direct[a] || counts.indirect[b] - counts.indirect[a] || longerFirst(data, a, b) || compare(data.routes.name[a], data.routes.name[b]));
}

/** Places with any article, as feature numbers, those most written about first. */
function rankPlaces(data, counts) {
  const shown = data.places.id.map((_, p) => p + data.nRoutes).filter((f) => counts.direct[f]);
  return shown.sort((a, b) =>
    counts.direct[b] - counts.direct[a] || counts.mentions[b] - counts.mentions[a] || compare(featureName(data, a), featureName(data, b)));
}

/** Sources with any article, those with most first, "not stated" last. */
function rankSources(data, bySource) {
  const shown = data.sources.map((_, s) => s).filter((s) => bySource[s]);
  return shown.sort((a, b) =>
    (data.sources[a] === null) - (data.sources[b] === null) || bySource[b] - bySource[a] || compare(sourceName(data, a), sourceName(data, b)));
}

/**
 * The names by which the shown articles call a route: one entry per spelling
 * without regard to case, with its outlets, languages and first use.
 * Pronouns and "the corridor" are no names.
 */
function namesUsed(data, shown, route) {
  const names = new Map();
  for (let a = 0; a < data.nArticles; a += 1) {
    if (!shown.articles[a]) continue;
    for (let m = data.from[a]; m < data.from[a + 1]; m += 1) {
      if (data.mentions.feature[m] !== route || data.mentions.flags[m] & FLAGS.anaphora) continue;
      const written = surface(data, m).replace(/\s+/g, " ").trim();
      if (written) addName(data, names, written, a, m);
    }
  }
  const entries = [...names.values()];
  for (const entry of entries) entry.name = [...entry.forms].sort((x, y) => y[1] - x[1] || compare(x[0], y[0]))[0][0];
  return entries.sort((x, y) => y.articles.size - x.articles.size || y.mentions - x.mentions || compare(x.name, y.name));
}

function addName(data, names, written, a, m) {
  const key = written.toLowerCase();
  if (!names.has(key)) {
    names.set(key, { forms: new Map(), articles: new Set(), outlets: new Map(), languages: new Set(), types: new Set(), mentions: 0, first: null });
  }
  const entry = names.get(key);
  const source = data.source[a];
  entry.mentions += 1;
  entry.forms.set(written, (entry.forms.get(written) || 0) + 1);
  if (!entry.articles.has(a)) entry.outlets.set(source, (entry.outlets.get(source) || 0) + 1);
  entry.articles.add(a);
  const tongue = data.tongues[data.mentions.tongue[m]] || data.languages[data.articles.language[a]];
  if (tongue) entry.languages.add(tongue);
  const type = data.aliases[data.mentions.alias[m]];
  if (type && type !== "name") entry.types.add(type);
  const published = dateOf(data, a);
  if (published && (!entry.first || published < entry.first.date)) entry.first = { date: published, source };
}
