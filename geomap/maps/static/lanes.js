// Routes that share their way run side by side, like lines on a metro map, so that none hides another.

const CELL = 0.25; // degrees: about 25 km
const SHARED_CELLS = 4; // crossing at a right angle shares one or two
const LANES = [0, 1, -1, 2, -2, 3, -3]; // the middle first; further out a line would leave its way

/** The cells a route's lines pass through. */
function cellsOf(lines) {
  const cells = new Set();
  for (const line of lines.flat()) {
    for (let i = 1; i < line.length; i += 1) {
      const [lat0, lon0] = line[i - 1];
      const [lat1, lon1] = line[i];
      const steps = Math.max(1, Math.ceil(Math.hypot(lat1 - lat0, lon1 - lon0) / CELL) * 2);
      for (let s = 0; s <= steps; s += 1) {
        const lat = lat0 + ((lat1 - lat0) * s) / steps;
        const lon = lon0 + ((lon1 - lon0) * s) / steps;
        cells.add(`${Math.round(lat / CELL)},${Math.round(lon / CELL)}`);
      }
    }
  }
  return cells;
}

/** A lane for each route, the one with the fewest neighbours in it; `order` says who chooses first. */
function assignLanes(data, order) {
  const cells = data.routes.id.map((_, r) => cellsOf(data.lines.filter((line, s) => data.segments.route[s] === r)));
  const lanes = new Int8Array(data.nRoutes);
  const placed = [];
  for (const route of order) {
    const beside = placed.filter((other) => sharesWay(cells[route], cells[other]));
    const crowd = LANES.map((lane) => beside.filter((other) => lanes[other] === lane).length);
    lanes[route] = LANES[crowd.indexOf(Math.min(...crowd))];
    placed.push(route);
  }
  return lanes;
}

function sharesWay(one, two) {
  const [small, large] = one.size < two.size ? [one, two] : [two, one];
  let shared = 0;
  for (const cell of small) if (large.has(cell)) shared += 1;
  return shared >= Math.min(SHARED_CELLS, small.size * 0.5);
}

/** Points in pixels moved sideways by `distance`, corners mitred. */
function moveSideways(points, distance) {
  if (!distance || points.length < 2) return points;
  const normals = points.slice(1).map((point, i) => {
    const dx = point.x - points[i].x;
    const dy = point.y - points[i].y;
    const length = Math.hypot(dx, dy) || 1;
    return { x: -dy / length, y: dx / length };
  });
  return points.map((point, i) => {
    const before = normals[Math.max(0, i - 1)];
    const after = normals[Math.min(i, normals.length - 1)];
    const x = before.x + after.x;
    const y = before.y + after.y;
    const scale = (2 * distance) / Math.max(x * x + y * y, 0.8);
    return L.point(point.x + x * scale, point.y + y * scale);
  });
}
