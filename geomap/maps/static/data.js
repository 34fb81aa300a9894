// Read the data that stand in the page, and unpack their columns.

const SCALE = 10000;
const FLAGS = { anaphora: 1, demonym: 2, ambiguous: 4 };

/** The JSON in the script element with this id, gzipped or not. */
async function readJson(id) {
  const element = document.getElementById(id);
  if (element.dataset.encoding !== "gzip") return JSON.parse(element.textContent);
  const bytes = Uint8Array.from(atob(element.textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** [x, y, dx, dy, ...] in steps as [[lat, lon], ...] in degrees. */
function unpackLine(steps, scale = SCALE) {
  const points = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([y / scale, x / scale]);
  }
  return points;
}

/**
 * Add to the page's columns what everything else asks for:
 * - `from[a]` .. `from[a + 1]` are the mentions of article a,
 * - `source[a]` numbers `sources`, whose last entry stands for "not stated",
 * - `ancestors[r]` are the routes that r is part of, and `descendants[r]` the other way round,
 * - features below `nRoutes` are routes, the others places.
 * A page with `catalogue` shows the routes themselves, without any article.
 */
function unpack(page) {
  const { articles, routes, places, mentions, segments } = page;
  const nArticles = articles.title.length;
  const nRoutes = routes.id.length;
  const from = new Int32Array(nArticles + 1);
  let article = 0;
  mentions.article.forEach((step) => {
    article += step;
    from[article + 1] += 1;
  });
  for (let a = 0; a < nArticles; a += 1) from[a + 1] += from[a];
  const sources = [...page.sources];
  if (articles.source.includes(-1)) sources.push(null);
  const source = articles.source.map((s) => (s < 0 ? sources.length - 1 : s));
  const ancestors = routes.parents.map((_, r) => climb(routes.parents, r));
  const descendants = routes.id.map((_, r) => ancestors.flatMap((up, child) => (up.includes(r) ? [child] : [])));
  const data = {
    ...page,
    nArticles,
    nRoutes,
    nPlaces: places.id.length,
    from,
    sources,
    source,
    ancestors,
    descendants,
    lines: segments.lines.map((lines) => lines.map((steps) => unpackLine(steps))),
  };
  const { waypoints } = page;
  data.waypoints = { ...waypoints, role: waypoints.role.map((r) => waypoints.roles[r] ?? null), country: waypoints.country.map((c) => waypoints.countries[c] ?? null) };
  Object.assign(data, unpackFacets(data));
  data.time = unpackTime(data);
  data.stops = unpackStops(data);
  return data;
}

function climb(parents, start) {
  const found = new Set();
  const waiting = [...parents[start]];
  while (waiting.length) {
    const next = waiting.pop();
    if (next === start || found.has(next)) continue;
    found.add(next);
    waiting.push(...parents[next]);
  }
  return [...found];
}

const sourceName = (data, s) => data.sources[s] ?? "Source not stated";
const featureName = (data, f) => (f < data.nRoutes ? data.routes.name[f] : data.places.name[f - data.nRoutes]);
/** "TRIPP (Trump Route for ...)" as "TRIPP", where room is scarce. */
const shortName = (data, f) => featureName(data, f).replace(/\s*\([^()]*\)$/, "") || featureName(data, f);
const dateOf = (data, a) => data.dates[data.articles.date[a]] || null;
const sentenceOf = (data, m) => data.sentences[data.mentions.sentence[m]] || "";

/** The words of mention m as its article writes them. */
function surface(data, m) {
  const start = data.mentions.start[m];
  return sentenceOf(data, m).slice(start, start + data.mentions.length[m]);
}
