// Names on the map: placed one by one, the most important first, each where it hides least.

const GAP = 5; // pixels between a label and what it names
const SAMPLE = 12; // pixels between the points that stand for a line as an obstacle
const SPOTS = Array.from({ length: 17 }, (_, i) => 0.5 + (i % 2 ? 1 : -1) * Math.ceil(i / 2) * 0.06); // shares of the visible line, the middle first
const PLACE_LABELS = 40;

const overlaps = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Points every `step` pixels along a part of a line. */
function along(part, step) {
  const points = [];
  let rest = 0;
  for (let i = 1; i < part.length; i += 1) {
    const length = part[i].distanceTo(part[i - 1]);
    for (let at = rest; at < length; at += step) {
      const share = at / length;
      points.push(L.point(part[i - 1].x + (part[i].x - part[i - 1].x) * share, part[i - 1].y + (part[i].y - part[i - 1].y) * share));
    }
    rest = Math.ceil((length - rest) / step) * step + rest - length;
  }
  return points;
}

/** Keep labels on the map, laid out anew whenever the view or the counts change. */
function makeLabels(map, shell, data, atlas, onSelect) {
  const pane = map.createPane("gm-labels");
  pane.style.zIndex = 610;
  const layer = h("div", { class: "gm-labels", "aria-hidden": "true" });
  pane.append(layer);
  let view = null;

  function layout() {
    layer.replaceChildren();
    if (!view) return;
    const size = map.getSize();
    const origin = map.containerPointToLayerPoint([0, 0]);
    const frame = { x: origin.x + 4, y: origin.y + 4, w: size.x - 8, h: size.y - 8 - sheetHeight(shell) };
    const placed = cornersTaken(map, shell, origin);
    const lines = visibleLines(frame);
    const circles = visibleCircles(frame);
    const scene = { frame, placed, circles: circles.slice(0, PLACE_LABELS), obstacles: gridOf(lines.flatMap((line) => line.points)) };
    const labels = [...lines, ...scene.circles].map((item) => ({ ...item, label: makeLabel(item.feature) }));
    for (const item of labels) Object.assign(item, { w: item.label.offsetWidth, h: item.label.offsetHeight });
    for (const item of labels) (item.points ? placeRoute : placeCircle)(item, scene);
  }

  /** The routes on screen, most articles first, with the points of their longest visible parts. */
  function visibleLines(frame) {
    const { counts, selected } = view;
    return atlas.routes
      .filter((group) => map.hasLayer(group.layer))
      .map((group) => {
        const parts = group.lines.flatMap((line) => line._parts || []);
        const points = parts.flatMap((part) => along(part, SAMPLE)).filter((point) => inside(point, frame));
        return { feature: group.route, weight: group.weight, points };
      })
      .filter((line) => line.points.length > 2)
      .sort((a, b) => (b.feature === selected) - (a.feature === selected) || counts.direct[b.feature] - counts.direct[a.feature]);
  }

  function visibleCircles(frame) {
    const { counts, selected } = view;
    return atlas.places
      .filter((place) => map.hasLayer(place.layer) && place.layer._point && inside(place.layer._point, frame))
      .map((place) => ({ feature: place.feature, at: place.layer._point, radius: place.radius }))
      .sort((a, b) => (b.feature === selected) - (a.feature === selected) || counts.mentions[b.feature] - counts.mentions[a.feature]);
  }

  function placeRoute({ label, w, h, weight, points }, scene) {
    const away = weight / 2 + GAP;
    let best = null;
    SPOTS.forEach((share, rank) => {
      const at = points[Math.floor(share * (points.length - 1))];
      const boxes = [
        { x: at.x - w / 2, y: at.y - h - away, w, h },
        { x: at.x - w / 2, y: at.y + away, w, h },
        { x: at.x + away, y: at.y - h / 2, w, h },
        { x: at.x - w - away, y: at.y - h / 2, w, h },
      ];
      boxes.forEach((box, side) => {
        if (!fits(box, scene)) return;
        const base = rank * 0.5 + side * 0.4;
        if (best && base >= best.cost) return;
        const cost = base + 3 * hits(box, scene.obstacles);
        if (!best || cost < best.cost) best = { box, cost };
      });
    });
    settle(label, best, scene);
  }

  function placeCircle({ label, w, h, at, radius }, scene) {
    const away = radius + 3;
    const boxes = [
      { x: at.x + away, y: at.y - h / 2, w, h },
      { x: at.x - w - away, y: at.y - h / 2, w, h },
      { x: at.x - w / 2, y: at.y - h - away, w, h },
      { x: at.x - w / 2, y: at.y + away, w, h },
    ];
    let best = null;
    boxes.forEach((box, side) => {
      if (!fits(box, scene)) return;
      const cost = hits(box, scene.obstacles) + side * 0.5;
      if (cost < 5 && (!best || cost < best.cost)) best = { box, cost };
    });
    settle(label, best, scene);
  }

  /** The map must not see the click as well, or it would close what the click opens. */
  function choose(event, feature) {
    L.DomEvent.stopPropagation(event);
    onSelect(feature, map.mouseEventToLatLng(event));
  }

  function makeLabel(feature) {
    const key = feature < data.nRoutes ? kindKey(data.routes.kind[feature]) : null;
    const name = key ? "gm-route-label" : "gm-place-label";
    const chosen = view.selected === feature ? " gm-chosen" : "";
    const faded = view.selected !== null && !chosen ? " gm-faded" : "";
    const label = h("span", { class: name + chosen + faded, "--ink": key && `var(--kind-${key}-text)`, dir: "auto", onclick: (event) => choose(event, feature) }, shortName(data, feature));
    layer.append(label);
    return label;
  }

  function settle(label, best, { placed }) {
    if (!best) {
      label.remove();
      return;
    }
    placed.push(best.box);
    L.DomUtil.setPosition(label, L.point(Math.round(best.box.x), Math.round(best.box.y)));
  }

  map.on("zoomstart", () => layer.classList.add("gm-hidden"));
  const show = () => {
    layout();
    layer.classList.remove("gm-hidden");
  };
  map.on("moveend zoomend resize", later(30, show));
  return (counts, selected) => {
    view = { counts, selected };
    show();
  };
}

const inside = (point, box) => point.x > box.x && point.x < box.x + box.w && point.y > box.y && point.y < box.y + box.h;

/** Points sorted into squares of 32 pixels, so that those in a box are found quickly. */
function gridOf(points) {
  const grid = new Map();
  for (const point of points) {
    const key = `${point.x >> 5},${point.y >> 5}`;
    if (grid.has(key)) grid.get(key).push(point);
    else grid.set(key, [point]);
  }
  return grid;
}

/** How many points of the lines a box would hide. */
function hits(box, grid) {
  let sum = 0;
  for (let x = box.x >> 5; x <= (box.x + box.w) >> 5; x += 1) {
    for (let y = box.y >> 5; y <= (box.y + box.h) >> 5; y += 1) {
      for (const point of grid.get(`${x},${y}`) || []) if (inside(point, box)) sum += 1;
    }
  }
  return sum;
}

/** Whether a label can stand here: on screen, off other labels, and off the larger circles. */
function fits(box, { frame, placed, circles }) {
  if (box.x < frame.x || box.y < frame.y || box.x + box.w > frame.x + frame.w || box.y + box.h > frame.y + frame.h) return false;
  if (placed.some((other) => overlaps(box, other))) return false;
  return !circles.some(({ at, radius }) => overlaps(box, { x: at.x - radius, y: at.y - radius, w: 2 * radius, h: 2 * radius }));
}

/** The corners that controls and the legend occupy, as boxes in layer points. */
function cornersTaken(map, shell, origin) {
  const frame = map.getContainer().getBoundingClientRect();
  return [...shell.querySelectorAll(".gm-map .leaflet-control, .gm-legend")].map((element) => {
    const box = element.getBoundingClientRect();
    return { x: box.left - frame.left + origin.x, y: box.top - frame.top + origin.y, w: box.width, h: box.height };
  });
}

/** How much of the map the phone's bottom sheet covers, in pixels. */
function sheetHeight(shell) {
  const panel = shell.querySelector(".gm-panel").getBoundingClientRect();
  const frame = shell.querySelector(".gm-map").getBoundingClientRect();
  return panel.left < frame.right - 1 ? Math.max(0, frame.bottom - panel.top) : 0;
}
