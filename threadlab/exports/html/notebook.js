// The page within a widget (see widget.js): what is chosen, searched, filtered and corrected here is
// told to the notebook around it, and done here when the notebook says so. Only the page of a widget
// holds this script; what it hears from anyone but the notebook, or cannot read, is left alone.

const NONE = JSON.stringify({ format: "threadlab corrections", version: 1, corrections: [] });
const isText = (value) => typeof value === "string";
// Each part of what both sides know: how it is read here, and how it is set.
const known = {
  // The number of the chosen comment, from 1; null: none.
  selected: {
    get: () => (map.chosen() < 0 ? null : Number(map.comments[map.chosen()].id.slice(1))),
    set(number) {
      const k = number === null ? -1 : map.place.get("c" + number);
      if (k !== undefined && k !== map.chosen()) map.choose(k);
    },
  },
  search: {
    get: () => map.parts.q.get(),
    set(words) {
      if (!isText(words) || words === map.parts.q.get()) return;
      map.parts.q.set(words);
      map.changed();
    },
  },
  // By name of the filter; those without a value are left out.
  filters: {
    get: () => Object.fromEntries(narrowing().filter(([, value]) => value)),
    set(wanted) {
      if (!wanted || typeof wanted !== "object") return;
      const said = (name) => (Object.hasOwn(wanted, name) && isText(wanted[name]) ? wanted[name] : "");
      const other = narrowing().filter(([name, value]) => value !== said(name));
      for (const [name] of other) map.parts[name].set(said(name));
      if (other.length) map.changed();
    },
  },
  // A file of corrections; empty: there are none.
  corrections: {
    get: () => corrected,
    set(text) {
      if (isText(text) && text !== corrected) map.corrections?.load(text || NONE, true);
    },
  },
};
const narrowing = () => Object.keys(map.filters).map((name) => [name, map.parts[name].get()]);

// A notebook may be dark where the browser is light: then the page is as the notebook is.
const night = [...document.styleSheets]
  .flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule.media?.mediaText.includes("prefers-color-scheme"))
  .map((rule) => [rule, rule.media.mediaText]);

function dress(scheme) {
  if (!["light", "dark", ""].includes(scheme)) return;
  document.documentElement.style.colorScheme = scheme;
  for (const [rule, own] of night) rule.media.mediaText = { light: "not all", dark: "all" }[scheme] ?? own;
}

const told = {};
let answered = false; // by the notebook: before, it knows better than this page what is chosen
let waiting = false;

function tell() {
  waiting = false;
  const news = Object.entries(known)
    .map(([name, part]) => [name, part.get()])
    .filter(([name, value]) => JSON.stringify(value) !== told[name]);
  for (const [name, value] of news) told[name] = JSON.stringify(value);
  if (news.length) parent.postMessage({ ...Object.fromEntries(news), threadlab: "page" }, "*");
}

// What belongs together is told together.
function soon() {
  if (waiting || !answered) return;
  waiting = true;
  queueMicrotask(tell);
}

map.listeners.chosen.push(soon);
map.listeners.sifted.push(soon);

// In its sandbox the page has no storage: the notebook keeps the corrections.
let corrected = "";
map.corrections?.keptBy("");
map.listeners.corrected.push(() => {
  const file = map.corrections.file();
  corrected = JSON.parse(file).corrections.length ? file : "";
  soon();
});

addEventListener("message", ({ source, data }) => {
  if (source !== parent || data?.threadlab !== "notebook") return;
  answered = true;
  dress(data.scheme);
  for (const [name, part] of Object.entries(known)) {
    if (!Object.hasOwn(data, name)) continue;
    told[name] = JSON.stringify(data[name]);
    try {
      part.set(data[name]);
    } catch (error) {
      console.warn(`The notebook's ${name} cannot be shown: ${error.message}`);
    }
  }
  soon();
});

// The other scripts have joined by then.
queueMicrotask(() => parent.postMessage({ threadlab: "page", ready: true }, "*"));
