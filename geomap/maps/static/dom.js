// Small helpers: elements, and the words for dates, counts and kinds.

/** Make an element. Strings become text nodes, so text from articles is never HTML. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) element.style.setProperty(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Foreign words: isolated, so that right-to-left text does not turn its neighbours round. */
const words = (text) => h("bdi", { dir: "auto" }, text);

const numbers = new Intl.NumberFormat("en");
const compare = new Intl.Collator("en").compare;

const number = (value) => numbers.format(value);
const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

/** A link to follow, or plain words when the address is not http or https. */
function link(url, text) {
  let safe = false;
  try {
    safe = ["http:", "https:"].includes(new URL(url).protocol);
  } catch { /* no address at all */ }
  if (!safe) return words(text);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, words(text));
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** "2025-08-11" as "11 Aug 2025"; a month or a year alone stays one. */
function date(iso) {
  if (!iso) return "no date";
  const [year, month, day] = iso.split("-");
  return [day && Number(day), month && MONTHS[month - 1], year].filter(Boolean).join(" ");
}

/** "20 Jan \u2013 28 Dec 2025": the year once where it is the same. */
function dateSpan(first, last) {
  if (date(first) === date(last)) return date(first);
  const [from, to] = [date(first), date(last)];
  const sameYear = first.slice(0, 4) === last.slice(0, 4) && first.length > 4 && last.length > 4;
  return `${sameYear ? from.slice(0, -5) : from} \u2013\u2060 ${to}`.replaceAll(" ", "\u00a0"); // kept on one line
}

/** "az" as "Azerbaijani"; an unknown code as it stands. */
function language(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

function country(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "region" }).of(code);
  } catch {
    return code;
  }
}

// The colours are in app.css, by these keys.
const KINDS = {
  transport_corridor: ["Transport corridor", "corridor"],
  gas_pipeline: ["Gas pipeline", "gas"],
  oil_pipeline: ["Oil pipeline", "oil"],
  hydrogen_pipeline: ["Hydrogen pipeline", "hydrogen"],
  railway: ["Railway", "railway"],
  shipping_lane: ["Shipping lane", "water"],
  strait: ["Strait", "water"],
  canal: ["Canal", "water"],
  power_line: ["Power line", "power"],
  telecom_cable: ["Telecom cable", "cable"],
};
const kindName = (kind) => (KINDS[kind] || [String(kind || "Route").replaceAll("_", " ")])[0];
const kindKey = (kind) => (KINDS[kind] || [null, "other"])[1];

const STATUS = {
  operating: "in operation",
  construction: "under construction",
  partial: "partly in operation",
};
const DRAWN = new Map([["proposed", "planned"], ["construction", "planned"], ["shelved", "planned"], ["cancelled", "planned"], ["idle", "stopped"], ["retired", "stopped"]]);
/** How the line of a status is drawn: "planned" is dashed, "stopped" dotted, all others "full". */
const drawnAs = (status) => DRAWN.get(status) || "full";
const statusName = (status) => STATUS[status] || status;

/** Collect calls and make only the last one, `ms` later. */
function later(ms, call) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), ms);
  };
}

/** Move focus among buttons with the arrow keys; `next(key)` gives the element to go to. */
function arrows(element, next) {
  element.addEventListener("keydown", (event) => {
    const target = next(event.key);
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
}
