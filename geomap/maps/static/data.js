// Read the data that stand in the page, and unpack their columns.

const SCALE = 10000;
const FLAGS = { anaphora: 1, demonym: 2, ambiguous: 4 };

/** The JSON in the script element with this id, as it stands or packed. */
async function readJson(id) {
  const element = document.getElementById(id);
  if (element.dataset.encoding !== "gzip") return JSON.parse(element.textContent);
  const bytes = decodeBytes(element.textContent, Number(element.dataset.bytes));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const unpacked = new Uint8Array(await new Response(stream).arrayBuffer());
  const end = unpacked.indexOf(10); // JSON has no line break
  const page = JSON.parse(new TextDecoder().decode(end < 0 ? unpacked : unpacked.subarray(0, end)));
  return end < 0 ? page : fillTexts(page, unpacked, end + 1);
}

/** Five characters are four bytes: digits of base 85, the printable characters that mean nothing to HTML. */
function decodeBytes(text, length) {
  const value = new Uint8Array(128);
  let digit = 0;
  for (let code = 33; code < 127; code += 1) {
    if ("<>&'\"\\`{}".includes(String.fromCharCode(code))) continue;
    value[code] = digit;
    digit += 1;
  }
  const view = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let i = 0, at = 0; i < text.length; i += 5, at += 4) {
    let sum = 0;
    for (let k = i; k < i + 5; k += 1) sum = sum * 85 + value[text.charCodeAt(k)];
    view.setUint32(at, sum);
  }
  return new Uint8Array(view.buffer, 0, length);
}

const SHORT = 160; // as in wordcode.py
const LONG = 240;

/** Put the texts, written as numbers of words, back into their lists. */
function fillTexts(page, bytes, start) {
  const { words: list, marks, missing, lists } = page.texts;
  const isWord = new Uint8Array(list.length).fill(1);
  for (const i of marks) isWord[i] = 0;
  const pieces = [];
  let afterWord = 0;
  for (let at = start; at < bytes.length; at += 1) {
    let n = bytes[at];
    if (n >= LONG) {
      n = SHORT + ((LONG - SHORT) << 8) + ((n - LONG) << 16) + (bytes[at + 1] << 8) + bytes[at + 2];
      at += 2;
    } else if (n >= SHORT) {
      n = SHORT + ((n - SHORT) << 8) + bytes[at + 1];
      at += 1;
    }
    if (afterWord & isWord[n]) pieces.push(" ");
    afterWord = isWord[n];
    pieces.push(list[n]);
  }
  const texts = pieces.join("").split("\0").slice(1, -1);
  for (const i of missing) texts[i] = null;
  let from = 0;
  for (const path of lists) {
    const [length, name] = [path.pop(), path.pop()];
    const table = path.reduce((found, key) => found[key], page);
    table[name] = texts.slice(from, from += length);
  }
  delete page.texts;
  return page;
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
  let fresh = 0;
  mentions.sentence = mentions.sentence.map((step) => { // steps back from the next new sentence
    const s = step < 0 ? -1 : fresh - step;
    if (s === fresh) fresh += 1;
    return s;
  });
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
