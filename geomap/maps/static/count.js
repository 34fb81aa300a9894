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
