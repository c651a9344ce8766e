"use strict";
// The argument map: one selection, search and filters over a page that says all without them.
// Text is only read and compared. The scripts after this one, each in a block of its own, build
// upon what is declared here.

const $ = (query, within = document) => within.querySelector(query);
const $$ = (query, within = document) => [...within.querySelectorAll(query)];
const tell = (number) => number.toLocaleString("en");

function make(tag, properties, ...content) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

function button(content, act, properties) {
  const made = make("button", { type: "button", ...properties }, ...[content].flat());
  made.addEventListener("click", act);
  return made;
}

const comments = $$("article");
const items = comments.map((comment) => comment.parentElement);
const place = new Map(comments.map((comment, k) => [comment.id, k]));
const above = items.map((item) => place.get(item.parentElement.closest("li")?.firstElementChild.id) ?? -1);
const head = (k) => comments[k].firstElementChild;
const isModified = (event) => event.ctrlKey || event.metaKey || event.altKey;
const foldOf = (k) => items[k].children[1]; // of its answers
const whyOf = (k) => $(":scope > details:not(.sig)", comments[k]);
const numberOf = (k) => comments[k].id.slice(1);

// Types and stances by their looks, as "t3", "s1" (see LOOKS in wording.py).
const words = new Map($$(".legend dt").map((term) => [term.className, { name: term.textContent, glyph: term.dataset.glyph }]));
const lookOf = (node) => (node.tagName === "B" && node.className.match(/\b[ts]\d\b/)?.[0]) || "";

// What its head line says of a comment: types and stance by their looks; whether any is unsure; its
// parent (a place; null: not known; undefined: none). If not known, it answers what it hangs under.
const kinds = comments.map((comment, k) => {
  const badges = $$("b", head(k));
  const types = badges.map(lookOf).filter((look) => look[0] === "t");
  const stance = badges.find((badge) => lookOf(badge)[0] === "s");
  const link = $$("a", head(k))[1]; // the first one is to the comment itself
  const parent = comment.classList.contains("lost") ? null : link && place.get(link.hash.slice(1));
  return {
    types,
    type: types[0] ?? "",
    stance: stance ? lookOf(stance) : "",
    doubted: Boolean(stance?.classList.contains("u")),
    sure: badges.length ? ($("b.u", head(k)) ? "unsure" : "sure") : "",
    by: $("bdi", head(k))?.textContent ?? "",
    parent,
    answers: parent ?? above[k],
  };
});

// What a comment says in its own words, without what it quotes and whom it calls.
function own(k) {
  const text = (node) => (node.className === "to" ? "" : node.textContent);
  const parts = $$(":scope > p:not(:first-child, .hint, .none)", comments[k]);
  return parts.map((part) => [...part.childNodes].map(text).join("")).join("\n").trim();
}

// Its first words, as excerpt in safe.py cuts them.
function excerpt(k, most) {
  const said = own(k) || $("blockquote, .aside", comments[k])?.textContent || "";
  const letters = [...said.slice(0, 20 * most).trim().replace(/\s+/g, " ")];
  if (letters.length <= most) return letters.join("");
  return letters.slice(0, most + 1).join("").replace(/\s\S*$/, "").replace(/[ .,;:]+$/, "") + "…";
}

// The overview: a column is a level, a row a comment that nobody answers

const icicle = $("#icicle");
const cells = []; // of each comment its column, its first row, and the row after its last
let [columns, rows] = [0, 0];
above.forEach((up, k) => {
  const column = up < 0 ? 0 : cells[up][0] + 1;
  cells.push([column, rows]);
  columns = Math.max(columns, column + 1);
  if (above[k + 1] !== k) rows += 1;
});
for (let k = above.length - 1; k >= 0; k -= 1) {
  cells[k][2] ??= cells[k][1] + 1;
  if (above[k] >= 0) cells[above[k]][2] ??= cells[k][2];
}
const { width, height } = icicle.viewBox.baseVal;
const [wide, high] = [width / columns, height / rows];
const veil = drawn("path", "veil");
const frame = drawn("rect", "here");
veil.setAttribute("transform", `scale(${wide} ${high})`);

function drawn(shape, look) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", shape);
  element.setAttribute("class", look);
  icicle.append(element);
  return element;
}

function setBox(rect, k) {
  const [column, top, bottom] = cells[k] ?? [0, 0, 0];
  const inner = (size) => size - Math.min(1, size / 4);
  const box = { x: column * wide, y: top * high, width: inner(wide), height: inner((bottom - top) * high) };
  for (const [name, value] of Object.entries(box)) rect.setAttribute(name, value);
}

// The picture of a long thread has no boxes but one path a stance: a box is laid over it.
function boxOf(k) {
  const name = "o" + numberOf(k);
  const found = document.getElementById(name);
  if (found) return found;
  const box = drawn("rect", "");
  box.id = name;
  setBox(box, k);
  veil.before(box);
  return box;
}

function commentAt(event) {
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(icicle.getScreenCTM().inverse());
  const [at, row] = [Math.floor(x / wide), y / high];
  return comments[cells.findIndex(([column, top, bottom]) => column === at && row >= top && row < bottom)];
}

// Selection

let chosen = -1;
// What other parts of the page do when something of the kind happens.
const listeners = { chosen: [], sifted: [], opened: [], corrected: [] };
const announce = (what) => listeners[what].forEach((listener) => listener());

// What can be done with a comment stands in the line above it.
const actions = make("span", { className: "actions" });
const action = (text, act, properties) => {
  actions.append(button(text, act, properties));
  return actions.lastChild;
};

// What is passed on the way gets its height when it comes near, which moves what was asked for: it
// is looked after until it rests or the reader moves.
let asked = 0;
const lookAway = () => (asked += 1);
for (const event of ["wheel", "touchmove", "mousedown", "keydown"]) addEventListener(event, lookAway, true);

function reveal(element, block) {
  const mine = lookAway();
  let [rests, frames] = [NaN, 20];
  const look = () => {
    if (mine !== asked) return;
    if (element.getBoundingClientRect().top !== rests) {
      element.scrollIntoView({ block });
      rests = element.getBoundingClientRect().top;
    }
    if ((frames -= 1)) requestAnimationFrame(look);
  };
  look();
}

function choose(k, { scroll = true, focus = false } = {}) {
  comments[chosen]?.classList.remove("on");
  chosen = k;
  named = comments[k]?.id ?? "";
  setBox(frame, k);
  if (k < 0) actions.remove();
  else head(k).append(actions);
  announce("chosen");
  if (k < 0) return;
  const comment = comments[k];
  if (!left[k]) clear();
  for (let up = items[k].closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
  comment.classList.add("on");
  const down = frame.getBoundingClientRect().top - icicle.getBoundingClientRect().top;
  if (icicle.clientWidth) icicle.closest(".view").scrollTop = down - innerHeight / 3;
  if (scroll) reveal(comment, comment.offsetHeight > innerHeight / 2 ? "start" : "center");
  if (focus) {
    comment.tabIndex = -1;
    comment.focus({ preventScroll: true });
  }
}

function show(name, kept, { scroll = true, focus = true } = {}) {
  const target = document.getElementById(name);
  const comment = target?.closest("article");
  $("mark.lit")?.classList.remove("lit");
  if (!comment) {
    if (!target) return false;
    target.tabIndex = -1;
    target.focus();
    return true;
  }
  if (target !== comment) target.classList.add("lit");
  choose(place.get(comment.id), { scroll, focus });
  named = name;
  if (kept) remember();
  if (scroll && target !== comment) reveal(target, "center");
  return true;
}

// The address: what is chosen, then after "?" the map, the search and the filters, each by its name
// and with functions that get and set its text.
let named = "";
const parts = {};

function address() {
  const said = Object.entries(parts).map(([name, part]) => [name, part.get()]);
  const query = String(new URLSearchParams(said.filter(([, value]) => value)));
  return "#" + named + (query && "?" + query);
}

function remember(replaced = false) {
  try {
    if (replaced) history.replaceState(null, "", address());
    else if (address() !== (location.hash || "#")) history.pushState(null, "", address());
  } catch {
    // A page within a notebook has no address of its own.
  }
}

function restore() {
  const [name, query] = location.hash.slice(1).split("?");
  const said = new URLSearchParams(query);
  const before = address();
  for (const [key, part] of Object.entries(parts)) part.set(said.get(key) ?? "");
  if (address() !== before) sift();
  if (!name || !show(name, false)) choose(-1);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link) {
    if (isModified(event) || event.shiftKey) return;
    if (show(link.getAttribute("href").slice(1), true)) event.preventDefault();
    return;
  }
  const comment = event.target.closest("article");
  if (comment && !event.target.closest("a, summary, button") && !String(getSelection())) {
    choose(place.get(comment.id), { scroll: false });
  }
});

addEventListener("popstate", restore);

icicle.addEventListener("click", (event) => {
  const comment = commentAt(event);
  if (comment) show(comment.id, true);
});
// Boxes of a long thread have no titles: the one under the pointer is told.
const title = drawn("title", "");
icicle.prepend(title);
icicle.addEventListener("pointermove", (event) => {
  title.textContent = commentAt(event)?.textContent.replace(/\s+/g, " ").slice(0, 200) ?? "";
});

// Search and filters

const search = $("#search");
const selects = $$(".tools select");
const filters = { branch: { value: "" } }; // told by its first comment
for (const select of selects) filters[select.id] = select;
const fold = (text) => text.normalize("NFKC").toLowerCase();
let texts = null;

function textOf(comment, k) {
  const rest = $$(":scope > :not(p:first-child, details)", comment);
  return fold([kinds[k].by, ...rest.map((part) => part.textContent)].join("\n"));
}

// What search and filters leave: comments that fit, and those that hold some below them.
const [FITS, HOLDS] = [1, 2];
let left = new Uint8Array(comments.length).fill(FITS);
// A comment is on the "path" to others, or its item is "off" with all below it, where nothing is
// marked: what need not change costs nothing.
const marks = comments.map(() => "");

function sift() {
  const wanted = fold(search.value.trim());
  const asked = selects.filter(({ value }) => value).map(({ id, value }) => [id, value]);
  const [from, to] = branchOf(place.get(filters.branch.value));
  const active = Boolean(wanted || asked.length || filters.branch.value);
  if (wanted) texts ??= comments.map(textOf);
  left = new Uint8Array(comments.length);
  for (let k = comments.length - 1; k >= 0; k -= 1) {
    const fits =
      k >= from &&
      k < to &&
      asked.every(([name, value]) => kinds[k][name] === value) &&
      (!wanted || texts[k].includes(wanted));
    if (fits) left[k] |= FITS;
    if (left[k] && above[k] >= 0) left[above[k]] |= HOLDS;
  }
  let found = 0;
  let veiled = `M0 0H${columns}V${rows}H0z`; // but for holes, which run the other way round
  left.forEach((what, k) => {
    const fits = what & FITS;
    const isBelow = above[k] >= 0 && !left[above[k]];
    const mark = fits || isBelow ? "" : what ? "path" : "off";
    if (mark !== marks[k]) {
      comments[k].classList.toggle("path", mark === "path");
      items[k].className = mark === "off" ? mark : "";
      marks[k] = mark;
    }
    if (active && what & HOLDS) foldOf(k).open = true;
    if (!fits) return;
    found += 1;
    const [column, top, bottom] = cells[k];
    veiled += `M${column} ${top}V${bottom}h1V${top}z`;
  });
  veil.setAttribute("d", active ? veiled : "");
  $("#found").value = active ? `${tell(found)} of ${tell(comments.length)} comments` : "";
  $("#clear").hidden = !active;
  light(wanted);
  announce("sifted");
}

// All that answers a comment, at any depth, stands right behind it.
function branchOf(k = -1) {
  if (k < 0) return [0, comments.length];
  let end = k + 1;
  while (end < comments.length && kinds[end].answers >= k) end += 1;
  return [k, end];
}

// Gives a filter a value, if there is such an option or branch.
function narrow(name, value) {
  const filter = filters[name];
  filter.value = name !== "branch" || place.has(value) ? value : "";
  if (filter.selectedIndex < 0) filter.value = "";
}

// A second time takes it off.
function toggle(name, value) {
  narrow(name, filters[name].value === value ? "" : value);
  changed();
}

function light(wanted) {
  if (!globalThis.Highlight) return;
  CSS.highlights.delete("hit");
  if (wanted.length < 2) return;
  const hits = new Highlight();
  for (let k = 0; k < comments.length && hits.size < 500; k += 1) {
    if (!texts[k].includes(wanted)) continue;
    const walker = document.createTreeWalker(comments[k], NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const text = node.data.toLowerCase();
      if (text.length !== node.data.length) continue;
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
        const ends = { startContainer: node, startOffset: at, endContainer: node, endOffset: at + wanted.length };
        hits.add(new StaticRange(ends));
      }
    }
  }
  CSS.highlights.set("hit", hits);
}

function clear() {
  for (const part of [search, ...Object.values(filters)]) part.value = "";
  sift();
}

// What is typed letter by letter is one step back.
function changed(typed = false) {
  sift();
  remember(typed);
}

function cleared() {
  clear();
  remember();
}

function worded(name, value) {
  if (name === "by") return `\u2068${value.slice(0, 40)}\u2069`;
  return name === "sure" ? `only ${value}` : `${words.get(value).glyph} ${words.get(value).name}`;
}

// How often there is what: in the filters and the bars of the summary.
function count() {
  for (const filter of selects) {
    const { id: name, value } = filter;
    const counts = new Map();
    for (const kind of kinds) counts.set(kind[name], (counts.get(kind[name]) ?? 0) + 1);
    counts.delete("");
    const ranked = [...counts].sort((one, other) => other[1] - one[1]);
    filter.length = 1;
    for (const [one, number] of ranked) filter.add(new Option(`${worded(name, one)} (${tell(number)})`, one));
    narrow(name, value);
    for (const row of $$(`.row[data-${name}]`)) {
      const number = counts.get(row.dataset[name]) ?? 0;
      $("span", row).textContent = tell(number);
      $("rect", row).setAttribute("width", (100 * number) / ranked[0][1]);
    }
  }
}

count();
parts.q = { get: () => search.value.trim(), set: (value) => (search.value = value) };
for (const name of Object.keys(filters)) {
  parts[name] = { get: () => filters[name].value, set: (value) => narrow(name, value) };
}

let waiting = 0;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(changed, comments.length > 500 ? 150 : 0, true);
});
$(".tools").addEventListener("change", (event) => {
  if (event.target !== search) changed();
});
$("#clear").addEventListener("click", () => {
  cleared();
  search.focus();
});

// Keyboard

const help = $("#help");
const isShown = (k) => left[k] && comments[k].checkVisibility();

function step(by) {
  let k = (chosen < 0 && by < 0 ? comments.length : chosen) + by;
  while (comments[k] && !isShown(k)) k += by;
  if (comments[k]) choose(k, { focus: true });
}

const keys = {
  "/": () => search.focus(),
  j: () => step(1),
  k: () => step(-1),
  "?": () => help.togglePopover(),
  Enter: () => {
    const why = chosen >= 0 && whyOf(chosen);
    if (why) why.open = !why.open;
  },
  Escape: () => {
    if ($("#clear").hidden) choose(-1);
    else cleared();
  },
};

document.addEventListener("keydown", (event) => {
  if (isModified(event) || help.matches(":popover-open")) return;
  const { key, target } = event;
  const typing = target.closest("input, select, textarea");
  if (key === "Escape" && typing) typing.blur();
  else if (key === "Enter" && target === search) step(1);
  else if (typing && target.type !== "radio") return;
  else if (key === "Enter" && target.closest("a, button, summary, [role=button]")) return;
  // Arrows belong to choices and maps while these have the focus.
  else if (key.startsWith("Arrow") && target.closest(".view, .tools")) return;
  const action = Object.hasOwn(keys, key) && !(typing && key === "Enter") && keys[key];
  if (action) {
    event.preventDefault();
    action();
  }
});

$(".tools").hidden = false;
// The other scripts have joined by then.
queueMicrotask(() => {
  if (location.hash.length > 1) restore();
});
// For a notebook around the page.
const map = { comments, place, kinds, choose, parts, filters, changed, listeners, chosen: () => chosen };
