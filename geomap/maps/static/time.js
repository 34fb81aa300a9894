// The dates of publication: a histogram over the whole span, and two sliders that cut it.

const DAY = 86400000;
const MOST_BARS = 120;
const UNITS = [["day", 45], ["week", 400], ["month", 3700]]; // up to so many days; years beyond

/** The first and the last day that a date may mean, in days since 1970: "2025-03" is all of March. */
function dayRange(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  const at = (y, m, d) => new Date(0).setUTCFullYear(y, m, d) / DAY;
  if (day) return [at(year, month - 1, day), at(year, month - 1, day)];
  return month ? [at(year, month - 1, 1), at(year, month, 0)] : [at(year, 0, 1), at(year, 11, 31)];
}

const isoDay = (day) => {
  const at = new Date(day * DAY);
  return [String(at.getUTCFullYear()).padStart(4, "0"), String(at.getUTCMonth() + 1).padStart(2, "0"), String(at.getUTCDate()).padStart(2, "0")].join("-");
};

/** The first days of the bars, and one more for the end; whole weeks (from Monday), months or years. */
function barStarts(first, last) {
  const unit = (UNITS.find(([, days]) => last - first <= days) || ["year"])[0];
  const from = new Date(first * DAY);
  const years = Math.ceil((last - first) / 365 / MOST_BARS);
  const nth = {
    day: (i) => first + i,
    week: (i) => first - ((from.getUTCDay() + 6) % 7) + 7 * i,
    month: (i) => new Date(0).setUTCFullYear(from.getUTCFullYear(), from.getUTCMonth() + i, 1) / DAY,
    year: (i) => new Date(0).setUTCFullYear(from.getUTCFullYear() + years * i, 0, 1) / DAY,
  }[unit];
  const starts = [nth(0)];
  while (starts[starts.length - 1] <= last) starts.push(nth(starts.length));
  return { unit, starts };
}

/** The bars of the histogram and, for each distinct date, the first and the last of them it falls into; null without dates. */
function unpackTime(data) {
  const ranges = data.dates.map(dayRange);
  if (!ranges.length) return null;
  const { unit, starts } = barStarts(Math.min(...ranges.map(([first]) => first)), Math.max(...ranges.map(([, last]) => last)));
  const n = starts.length - 1;
  const barOf = (day) => {
    let [low, high] = [0, n - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return { n, unit, starts, barOf, first: ranges.map(([first]) => barOf(first)), last: ranges.map(([, last]) => barOf(last)), undated: data.articles.date.filter((d) => d < 0).length };
}

/** An article that gives only its month or year passes if any day of it does. */
function matchTime(data, { from, to, undated }) {
  const { time, articles } = data;
  return (a) => {
    const d = articles.date[a];
    if (d < 0) return undated;
    return (from === null || time.last[d] >= from) && (to === null || time.first[d] <= to);
  };
}

/** "Mar 2025" for the bars of a month, "3 Mar 2025" for those of days and weeks. */
function barLabel({ unit, starts }, bar, end = false) {
  const iso = isoDay(end ? starts[bar + 1] - 1 : starts[bar]);
  return date(iso.slice(0, { month: 7, year: 4 }[unit]));
}

function spanLabel(time, from, to) {
  const [first, last] = [barLabel(time, from ?? 0), barLabel(time, to ?? time.n - 1, true)];
  return first === last ? first : `${first} \u2013 ${last}`;
}

/** The bar under the map on a wide screen; among the filters on a phone. */
function makeTimeline(shell, app) {
  const { time } = app.data;
  const box = shell.querySelector(".gm-time");
  if (!time || (time.n < 2 && !time.undated)) {
    box.remove();
    return () => {};
  }
  const slider = (key, label) => h("input", { type: "range", min: 0, max: time.n - 1, step: 1, "aria-label": label, class: `gm-${key}` });
  const [from, to] = [slider("from", "Published from"), slider("to", "Published until")];
  const bars = Array.from({ length: time.n }, (_, i) => h("i", { onclick: () => app.set({ from: i, to: i }) }));
  const span = h("output", { class: "gm-span" });
  const undated = h("input", { type: "checkbox" });
  const left = h("small", {});
  from.addEventListener("input", () => setSpan(Number(from.value), Math.max(Number(from.value), Number(to.value))));
  to.addEventListener("input", () => setSpan(Math.min(Number(from.value), Number(to.value)), Number(to.value)));
  undated.addEventListener("change", () => app.set({ undated: undated.checked }));
  const setSpan = (first, last) => app.set({ from: first === 0 ? null : first, to: last === time.n - 1 ? null : last });
  box.append(
    h("div", { class: "gm-time-head" }, h("span", { class: "gm-time-title" }, "Published"), span,
      time.undated > 0 && h("label", { class: "gm-undated" }, undated, h("span", {}, "Undated too "), left)),
    time.n > 1 && h("div", { class: "gm-track" }, h("div", { class: "gm-bars", "aria-hidden": "true" }, bars), from, to));
  placeTimeline(shell, box);
  return () => drawTimeline(app, { from, to, bars, span, undated, left });
}

/** The sliders stand where there is room for them. */
function placeTimeline(shell, box) {
  const narrow = window.matchMedia("(max-width: 760px)");
  const place = () => (narrow.matches ? shell.querySelector(".gm-filter").prepend(box) : shell.querySelector(".gm-map").after(box));
  narrow.addEventListener("change", place);
  place();
}

function drawTimeline({ data, state, shown }, { from, to, bars, span, undated, left }) {
  const { time } = data;
  const [all, on] = [new Int32Array(time.n), new Int32Array(time.n)];
  let undatedLeft = 0;
  for (let a = 0; a < data.nArticles; a += 1) {
    const d = data.articles.date[a];
    const passes = !(shown.reasons[a] & ~OUT.time);
    if (d < 0) undatedLeft += passes ? 1 : 0;
    else {
      all[time.first[d]] += 1;
      if (passes) on[time.first[d]] += 1;
    }
  }
  const most = Math.max(1, ...all);
  const share = (value) => (value ? `${Math.max(6, Math.round((100 * value) / most))}%` : "0%");
  const [first, last] = [state.from ?? 0, state.to ?? time.n - 1];
  bars.forEach((bar, i) => {
    bar.style.setProperty("--all", share(all[i]));
    bar.style.setProperty("--on", share(on[i]));
    bar.classList.toggle("gm-cut", i < first || i > last);
    bar.title = `${barLabel(time, i)}: ${count(on[i], "article")}`;
  });
  for (const [slider, at, end] of [[from, first, false], [to, last, true]]) {
    slider.value = at;
    slider.setAttribute("aria-valuetext", barLabel(time, at, end));
  }
  from.parentElement?.style.setProperty("--from", `${(100 * first) / Math.max(1, time.n - 1)}%`);
  from.parentElement?.style.setProperty("--to", `${(100 * last) / Math.max(1, time.n - 1)}%`);
  from.classList.toggle("gm-above", first > (time.n - 1) / 2); // both at the right end: the left one must be within reach
  span.textContent = spanLabel(time, state.from, state.to);
  undated.checked = state.undated;
  left.textContent = number(undatedLeft);
}
