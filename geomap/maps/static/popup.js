// What the pointer finds on the map: a tooltip, and a choice where several things lie on top of each other.

/** "12 articles from 5 sources"; for a route also the articles that only speak of its parts. */
function summary(data, counts, feature) {
  const direct = counts.direct[feature];
  if (feature >= data.nRoutes) return `${count(counts.mentions[feature], "mention")} in ${count(direct, "article")}`;
  const parts = counts.indirect[feature];
  const sources = counts.sourcesOf[feature];
  const own = direct ? count(direct, "article") + (sources ? ` from ${count(sources, "source")}` : "") : "";
  const through = parts ? `${direct ? number(parts) + " more" : count(parts, "article")} only through its parts` : "";
  return [own, through].filter(Boolean).join(", ") || "no article";
}

function kindLine(data, route) {
  const { kind, status, length_km: length } = data.routes;
  const size = length[route] ? `${number(Math.round(length[route]))} km` : null;
  return [kindName(kind[route]), statusName(status[route]), size].filter(Boolean).join(" \u00b7 ");
}

function tooltip(data, counts, feature) {
  return h("div", {},
    h("strong", {}, words(featureName(data, feature))),
    feature < data.nRoutes && h("span", {}, kindLine(data, feature)),
    h("span", {}, data.catalogue ? precisionLine(data, feature) : summary(data, counts, feature)));
}

/** Select what was clicked; where several routes or places lie under the pointer, ask which. */
function chooseAt(map, data, { routes, places }, event, feature, onSelect) {
  const { layerPoint } = event;
  const here = [
    ...places.filter((place) => map.hasLayer(place.layer) && place.layer._containsPoint?.(layerPoint)).map((place) => place.feature),
    ...routes.filter((group) => map.hasLayer(group.layer) && group.lines.some((line) => line._containsPoint?.(layerPoint))).map((group) => group.route),
  ];
  if (here.length < 2) {
    onSelect(here[0] ?? feature, event.latlng);
    return;
  }
  const popup = L.popup({ className: "gm-popup", maxWidth: 300, autoPanPadding: [24, 24] }).setLatLng(event.latlng);
  const choose = (chosen) => {
    map.closePopup(popup);
    onSelect(chosen, event.latlng);
  };
  popup.setContent(h("div", { role: "group", "aria-label": "What lies here" },
    h("p", {}, `${here.length} lie here`),
    here.map((item) =>
      h("button", { type: "button", onclick: () => choose(item) }, swatch(data, item), words(featureName(data, item))))));
  popup.openOn(map);
}

/** A small line or dot in the colour of a route or place. */
function swatch(data, feature) {
  if (feature >= data.nRoutes) return h("i", { class: "gm-dot", "aria-hidden": "true" });
  const key = kindKey(data.routes.kind[feature]);
  return h("i", { class: `gm-swatch gm-${drawnAs(data.routes.status[feature])}`, "--ink": `var(--kind-${key})`, "aria-hidden": "true" });
}

const kindSwatch = (kind) => h("i", { class: "gm-swatch", "--ink": `var(--kind-${kindKey(kind)})`, "aria-hidden": "true" });
