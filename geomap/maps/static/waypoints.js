// The points a route is drawn through: dots on the map from closer by, stops in the panel, and the references behind them.

const WAYPOINT_ZOOM = 7;
const MOST_WAYPOINTS = 1500; // drawn at once

/** The numbers of each route's waypoints. */
function unpackStops(data) {
  const stops = data.routes.id.map(() => []);
  data.waypoints.route.forEach((r, w) => stops[r].push(w));
  return stops;
}

/** The waypoints as stops of a line that runs down the panel. */
function waypointList(data, r) {
  const { name, km } = data.waypoints;
  return data.stops[r].length > 0 && h("ol", { class: "gm-stops", "--ink": `var(--kind-${kindKey(data.routes.kind[r])})` }, data.stops[r].map((w) =>
    h("li", { class: km[w] === null ? "gm-off" : null },
      h("span", { class: "gm-km" }, km[w] === null ? "branch" : `${number(km[w])} km`),
      h("span", {}, words(name[w]), h("small", {}, ` ${waypointNote(data, w)}`)))));
}

const GRADES = { A: "on the line", B: "near the line", C: "inferred" };

function waypointNote(data, w) {
  const { country: land, role, grade } = data.waypoints;
  return [land[w], role[w], GRADES[grade[w]] || grade[w]].filter(Boolean).join(" \u00b7 ");
}

function referenceList(data, r, most = Infinity) {
  const references = data.references.of[r].slice(0, most).map((n) => data.references.list[n]);
  return references.length > 0 && h("ul", { class: "gm-references" }, references.map(([title, url, accessed]) =>
    h("li", {}, link(url, title), accessed && h("small", {}, ` read ${date(accessed)}`))));
}

/** Dots for the waypoints in view, once the map is close enough to tell them apart; of the selected route alone if there is one. */
function makeWaypoints(map, shell, app, onSelect) {
  const { data } = app;
  const layer = L.layerGroup().addTo(map);
  function draw() {
    layer.clearLayers();
    if (map.getZoom() < WAYPOINT_ZOOM) return;
    const view = map.getBounds().pad(0.1);
    const { route, lat, lon, name, km } = data.waypoints;
    let left = MOST_WAYPOINTS;
    for (let w = 0; w < route.length && left > 0; w += 1) {
      const at = [lat[w] / SCALE, lon[w] / SCALE];
      const wanted = app.state.route === null ? app.counts.direct[route[w]] : app.state.route === route[w];
      if (!wanted || !view.contains(at)) continue;
      left -= 1;
      const ink = colour(shell, `kind-${kindKey(data.routes.kind[route[w]])}`);
      const dot = L.circleMarker(at, { radius: 3.5, weight: 1.5, color: ink, fillColor: colour(shell, "casing"), fillOpacity: 1, bubblingMouseEvents: false });
      const place = km[w] === null ? null : `km ${number(km[w])}`;
      dot.bindTooltip(() => h("div", {}, h("strong", {}, words(name[w])), h("span", {}, waypointNote(data, w)), h("span", {}, words([data.routes.name[route[w]], place].filter(Boolean).join(", ")))), { className: "gm-tip", opacity: 1 });
      dot.on("click", (event) => onSelect(route[w], event.latlng));
      layer.addLayer(dot);
    }
  }
  map.on("moveend", draw);
  return draw;
}
