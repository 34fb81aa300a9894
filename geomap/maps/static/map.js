// Draw land, routes and places on the Leaflet map, and keep them up to date.

const WIDTH = { min: 1.75, max: 8.5, indirect: 1.5, catalogue: 2.5 };
const RADIUS = { min: 2.75, max: 11 };
const FEW = 8; // articles: below that no route gets the full width
const LANE = 6; // pixels between routes that run side by side
const CATALOGUE_LANE = 4; // of thinner lines
const DASHES = {
  full: () => null,
  planned: (width) => `${Math.max(5, width * 1.6)} ${Math.max(3.5, width * 0.9)}`,
  stopped: (width) => `0.1 ${Math.max(3.5, width * 1.8)}`, // round ends make dots of it
};

/** Routes are wider the more articles mention them; the square root keeps rare ones visible, and two articles are not many. */
const routeWidth = (articles, most) => WIDTH.min + (WIDTH.max - WIDTH.min) * Math.sqrt(articles / Math.max(most, FEW));
/** A circle's area, not its radius, grows with the mentions. */
const placeRadius = (mentions, most) => Math.max(RADIUS.min, RADIUS.max * Math.sqrt(mentions / Math.max(most, 1)));

const NATURAL_EARTH = '<a href="https://www.naturalearthdata.com" target="_blank" rel="noopener noreferrer">Natural Earth</a>';

/** A colour of app.css, remembered until the theme changes. */
function colour(shell, name) {
  colour.known ||= new Map();
  if (!colour.known.has(name)) colour.known.set(name, getComputedStyle(shell).getPropertyValue(`--${name}`).trim());
  return colour.known.get(name);
}

/** Leaflet calls the class for every line of a route; it is made on first use, once Leaflet is there. */
function sideLine(points, options) {
  sideLine.Class ||= L.Polyline.extend({
    _simplifyPoints() {
      L.Polyline.prototype._simplifyPoints.call(this);
      const near = Math.min(1, Math.max(0.5, this._map.getZoom() / 6)); // closer together on small scales
      this._parts = this._parts.map((part) => moveSideways(part, this.options.shift * near));
    },
    _updateBounds() {
      L.Polyline.prototype._updateBounds.call(this);
      const margin = L.point(Math.abs(this.options.shift), Math.abs(this.options.shift));
      if (this._pxBounds) this._pxBounds = L.bounds(this._pxBounds.min.subtract(margin), this._pxBounds.max.add(margin));
    },
  });
  return Object.assign(new sideLine.Class(points, options), { points });
}

/** A line drawn the other way round must not be moved to the other side. */
const heading = (line) => {
  const [lat0, lon0] = line[0];
  const [lat1, lon1] = line[line.length - 1];
  return (Math.abs(lon1 - lon0) > Math.abs(lat1 - lat0) * 0.5 ? lon1 < lon0 : lat1 < lat0) ? -1 : 1;
};

/** Name in the map's corner whose lines the user has laid over ours; Leaflet takes HTML, so it goes in as text first. */
function creditLines(map, { overlays, credits }) {
  const asked = credits.filter((name) => name.startsWith("geocoder "));
  for (const credit of new Set([...overlays.attribution, ...asked])) map.attributionControl?.addAttribution(h("span", {}, words(credit)).outerHTML);
}

function drawBasemap(map, shell, basemap, shapes) {
  if (basemap.kind === "tiles") {
    // Leaflet takes the credit as HTML, so it goes in as text first.
    const credit = h("span", {}, basemap.attribution);
    L.tileLayer(basemap.url, { attribution: credit.outerHTML, maxZoom: 19 }).addTo(map);
    return () => {};
  }
  const pane = map.createPane("gm-base");
  pane.style.zIndex = 150;
  pane.style.pointerEvents = "none";
  map.attributionControl?.addAttribution(NATURAL_EARTH);
  const shared = { renderer: L.canvas({ pane: "gm-base", padding: 0.3 }), pane: "gm-base", interactive: false };
  const lines = (name) => (shapes[name] || []).map((steps) => unpackLine(steps, shapes.scale));
  if (basemap.kind === "none") return () => {};
  const land = L.polygon(lines("land"), { ...shared, stroke: true, weight: 0.6, fillOpacity: 1, smoothFactor: 0.8 });
  const borders = L.polyline(lines("borders"), { ...shared, weight: 0.8, smoothFactor: 0.8 });
  const disputed = L.polyline(lines("disputed"), { ...shared, weight: 1, dashArray: "3 3", smoothFactor: 0.8 });
  const layers = L.layerGroup([land, borders, disputed]).addTo(map);
  return () => {
    land.setStyle({ fillColor: colour(shell, "land"), color: colour(shell, "coast") });
    borders.setStyle({ color: colour(shell, "border") });
    disputed.setStyle({ color: colour(shell, "border-disputed") });
    return layers;
  };
}

/** The layers of one route: for each segment a casing in the colour of the land, and the line itself. */
function routeLayers(data, route, shift) {
  const group = { route, shift, casings: [], lines: [], layer: L.featureGroup(), casing: L.layerGroup() };
  data.segments.route.forEach((owner, s) => {
    if (owner !== route) return;
    for (const line of data.lines[s]) {
      const options = { shift: shift * heading(line), lineJoin: "round", segment: s, bubblingMouseEvents: false };
      group.casings.push(sideLine(line, { ...options, interactive: false }).addTo(group.casing));
      group.lines.push(sideLine(line, options).addTo(group.layer));
    }
  });
  return group;
}

/** Move the lines of a route to another lane. */
function setLane(group, shift) {
  if (group.shift === shift) return;
  group.shift = shift;
  for (const line of [...group.casings, ...group.lines]) {
    line.options.shift = shift * heading(line.points);
    if (line._map) line.redraw();
  }
}

/** Make the layers once, and return how to restyle them for new counts. */
function drawAtlas(map, shell, data, totals, onSelect) {
  const order = rankRoutes(data, totals);
  const lanes = assignLanes(data, order);
  const mostArticles = Math.max(1, ...totals.direct.slice(0, data.nRoutes));
  const mostMentions = Math.max(1, ...totals.mentions.slice(data.nRoutes));
  const routes = order.map((r) => routeLayers(data, r, lanes[r] * (data.catalogue ? CATALOGUE_LANE : LANE)));
  const places = rankPlaces(data, totals)
    .filter((f) => data.places.lat[f - data.nRoutes] !== null)
    .map((f) => {
      const at = [data.places.lat[f - data.nRoutes] / SCALE, data.places.lon[f - data.nRoutes] / SCALE];
      return { feature: f, layer: L.circleMarker(at, { bubblingMouseEvents: false }) };
    });
  for (const group of routes) listen(group.layer, group.route);
  for (const place of places) listen(place.layer, place.feature);

  function listen(layer, feature) {
    layer.bindTooltip(() => tooltip(data, view.counts, feature), { sticky: true, className: "gm-tip", opacity: 1 });
    layer.on("click", (event) => chooseAt(map, data, { routes, places }, event, feature, onSelect));
  }

  const view = { counts: totals, selected: null };

  function styleRoute(group, { counts, selected }) {
    const { route } = group;
    const direct = counts.direct[route];
    const visible = direct > 0 || counts.indirect[route] > 0;
    toggle(map, group.casing, visible);
    toggle(map, group.layer, visible);
    if (!visible) return;
    const kin = selected === null || selected === route;
    const related = data.descendants[route].includes(selected) || data.ancestors[route].includes(selected);
    const faded = kin ? 1 : related ? 0.6 : 0.22;
    const weight = data.catalogue ? WIDTH.catalogue : direct ? routeWidth(direct, mostArticles) : WIDTH.indirect;
    const ink = colour(shell, `kind-${kindKey(data.routes.kind[route])}`);
    if (data.catalogue) setLane(group, selected === route ? 0 : lanes[route] * CATALOGUE_LANE); // exactly through its waypoints
    group.weight = weight;
    group.lines.forEach((line, i) => {
      const s = line.options.segment;
      const thin = data.segments.branch[s] ? 0.6 : 1;
      const sure = data.segments.precision[s] === "schematic" ? 0.62 : 1;
      const drawn = drawnAs(data.segments.status[s]);
      const width = Math.max(WIDTH.indirect, weight * thin) * (selected === route ? 1.2 : 1);
      line.setStyle({
        color: ink,
        weight: width,
        opacity: faded * sure * (direct ? 1 : 0.75) * (data.segments.branch[s] ? 0.75 : 1),
        dashArray: DASHES[drawn](width),
        lineCap: drawn === "planned" ? "butt" : "round",
      });
      group.casings[i].setStyle({ color: colour(shell, "casing"), weight: width + 2.5, opacity: 0.85 * Math.max(faded, 0.4), lineCap: "butt" });
    });
  }

  function stylePlace(place, { counts, selected }) {
    const mentions = counts.mentions[place.feature];
    toggle(map, place.layer, mentions > 0);
    if (!mentions) return;
    const chosen = selected === place.feature;
    const faded = selected !== null && !chosen ? 0.35 : 1;
    place.radius = placeRadius(mentions, mostMentions);
    place.layer.setRadius(place.radius);
    place.layer.setStyle({
      color: chosen ? colour(shell, "accent") : colour(shell, "casing"),
      weight: chosen ? 3 : 1.25,
      opacity: faded,
      fillColor: colour(shell, "place"),
      fillOpacity: 0.66 * faded,
    });
  }

  /** Wide routes lie below narrow ones, the selected one and the places on top. */
  function stack({ selected }) {
    const byWidth = [...routes].sort((a, b) => (a.route === selected) - (b.route === selected) || (b.weight || 0) - (a.weight || 0));
    for (const group of byWidth) {
      group.casings.forEach((line) => line.bringToFront());
      group.lines.forEach((line) => line.bringToFront());
    }
    for (const place of places) place.layer.bringToFront();
  }

  function update(counts, selected) {
    Object.assign(view, { counts, selected });
    routes.forEach((group) => styleRoute(group, view));
    places.forEach((place) => stylePlace(place, view));
    stack(view);
  }
  return { update, routes, places, mostArticles, mostMentions };
}

function toggle(map, layer, visible) {
  if (visible && !map.hasLayer(layer)) layer.addTo(map);
  if (!visible && map.hasLayer(layer)) layer.remove();
}

/**
 * The corner points of what the articles are about: the routes that make up three
 * quarters of what was found, and the places near them; without routes, the
 * places that make up three quarters of all mentions.
 */
function boundsOf(data, counts) {
  const bounds = L.latLngBounds([]);
  if (data.catalogue) return middleBounds(data, rankRoutes(data, counts));
  const routes = largestShare(rankRoutes(data, counts), (r) => counts.direct[r]);
  data.segments.route.forEach((r, s) => {
    if (routes.has(r) && !data.segments.branch[s]) data.lines[s].flat().forEach((point) => bounds.extend(point));
  });
  const near = bounds.isValid() ? bounds.pad(0.15) : null;
  const located = rankPlaces(data, counts).filter((f) => data.places.lat[f - data.nRoutes] !== null);
  for (const f of near ? located : largestShare(located, (place) => counts.mentions[place])) {
    const at = [data.places.lat[f - data.nRoutes] / SCALE, data.places.lon[f - data.nRoutes] / SCALE];
    if (!near || near.contains(at)) bounds.extend(at);
  }
  return bounds;
}

function largestShare(ranked, weight, share = 0.75) {
  const total = ranked.reduce((sum, item) => sum + weight(item), 0);
  const chosen = new Set();
  let sum = 0;
  for (const item of ranked) {
    if (chosen.size && sum >= total * share) break;
    chosen.add(item);
    sum += weight(item);
  }
  return chosen;
}
