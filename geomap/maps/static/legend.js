// The key to the map: only what is drawn on it.

function drawLegend(map, shell, data, atlas) {
  const box = h("details", { class: "gm-legend", open: !isNarrow() });
  shell.querySelector(".gm-map").append(box);
  L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
  return (counts) => {
    const routes = rankRoutes(data, counts);
    const kinds = [...new Map(routes.map((r) => [kindName(data.routes.kind[r]), kindKey(data.routes.kind[r])]))].sort((a, b) => compare(a[0], b[0]));
    const segments = data.segments.route.map((r, s) => [r, s]).filter(([r]) => routes.includes(r)).map(([, s]) => s);
    const drawn = new Set(segments.map((s) => drawnAs(data.segments.status[s])));
    const schematic = segments.some((s) => data.segments.precision[s] === "schematic");
    const places = rankPlaces(data, counts).length > 0;
    box.replaceChildren(h("summary", {}, "Key"), h("ul", {},
      kinds.map(([name, key]) => h("li", {}, h("i", { class: "gm-swatch", "--ink": `var(--kind-${key})` }), name)),
      routes.length > 0 && !data.catalogue && h("li", { class: "gm-sizes" }, widthKey(atlas.mostArticles), "articles"),
      drawn.has("planned") && h("li", {}, h("i", { class: "gm-swatch gm-planned" }), "planned, being built or given up"),
      drawn.has("stopped") && h("li", {}, h("i", { class: "gm-swatch gm-stopped" }), "idle or retired"),
      schematic && h("li", {}, h("i", { class: "gm-swatch gm-pale" }), "schematic line"),
      places && h("li", {}, h("i", { class: "gm-dot" }), "place, by mentions"),
      data.catalogue && h("li", {}, h("i", { class: "gm-dot gm-waypoint" }), "waypoint, from closer by"),
      data.basemap.disputed && h("li", {}, h("i", { class: "gm-swatch gm-disputed" }), "disputed border")));
    box.hidden = !routes.length && !places;
  };
}

/** Lines as wide as on the map, for the fewest and the most articles. */
function widthKey(most) {
  const steps = [...new Set([1, Math.round(most / 2), most])].filter((value) => value > 0);
  return steps.map((value) => h("span", {}, h("i", { class: "gm-width", "--width": `${routeWidth(value, most)}px` }), number(value)));
}

const isNarrow = () => window.matchMedia("(max-width: 760px)").matches;
