// Corrections: what the reader says of a comment instead of the model. They change what the page
// shows, and leave it as a JSON file.

const [thread, ...packed] = JSON.parse($("#ids").textContent);
const ids = packed.flatMap((one) =>
  typeof one === "string" ? one : Array.from({ length: one[2] }, (_, n) => one[0] + (one[1] + n)));
const places = new Map(ids.map((id, n) => [id, place.get("c" + (n + 1))]));
const idOf = (k) => ids[numberOf(k) - 1];

const sheet = $("#correct");
const form = $("form", sheet);
const field = form.elements;
const list = $("#corrections");
const status = $("[role=status]", list);
const opener = $("#open-corrections");
const edit = action("Correct", open, { title: "Correct what is said of this comment (e)" });

const nameOf = (look) => words.get(look)?.name;
const looks = new Map([...words].map(([look, { name }]) => [name, look]));
const isType = (name) => looks.get(name)?.[0] === "t";
const isStance = (name) => looks.get(name)?.[0] === "s";

// What the page says of each comment, before any correction.
const said = kinds.map((kind) => ({ ...kind, types: kind.types.map(nameOf), stance: nameOf(kind.stance) }));
// By place: {types, stance, parent}, each only where it is corrected. Beside them, what a file said
// of other threads or of comments that have changed.
const made = new Map();
const corrected = () => [...made.keys()].sort((a, b) => numberOf(a) - numberOf(b));
let others = [];

const isPlace = Number.isInteger; // neither null nor undefined
const now = (k) => ({ ...said[k], ...made.get(k) });
const parentOf = (k) => now(k).parent;

function isBelow(k, upper) {
  const seen = new Set();
  for (let up = k; isPlace(up) && !seen.has(up); up = parentOf(up)) seen.add(up);
  return seen.has(upper);
}

function answered(k) {
  const quotes = $$(":scope > blockquote:not([class])", comments[k]);
  if (quotes.length) return quotes.map((quote) => quote.textContent).join("\n").trim();
  return isPlace(parentOf(k)) ? own(parentOf(k)) : "";
}

// What the page shows

const lines = new Map(); // the head lines as they were, by place
const badge = (name) => make("b", { className: looks.get(name) }, name + ", corrected");
const toComment = (k) => make("a", { href: "#" + comments[k].id }, numberOf(k));

function paint(k) {
  const was = said[k];
  const { types, stance } = made.get(k) ?? {};
  const parent = parentOf(k);
  const moved = parent !== was.parent;
  if (!lines.has(k)) lines.set(k, [...head(k).childNodes].filter((node) => node !== actions));
  const line = { lead: [], answers: [], s: [], t: [] };
  let part = "lead";
  for (const node of lines.get(k)) {
    part = lookOf(node)[0] ?? (node.data?.includes("answers") ? "answers" : part);
    line[part].push(node);
  }
  if (moved) {
    const whom = parent === null ? "an unknown comment" : toComment(parent);
    line.answers = [make("span", {}, "answers ", whom, ", corrected; the map moves it when it is made again")];
    line.s = [];
  }
  if (stance) line.s = [badge(stance)];
  if (types) line.t = types.map(badge);
  head(k).replaceChildren(...Object.values(line).flat(), ...(k === chosen ? [actions] : []));

  const kind = Object.assign(kinds[k], {
    type: looks.get((types ?? was.types)[0]) ?? "",
    stance: looks.get(stance ?? (moved ? "" : was.stance)) ?? "",
    doubted: was.doubted && !stance,
  });
  const box = boxOf(k);
  for (const [element, wanted] of [[comments[k], [kind.stance]], [box, [kind.stance || "s", kind.type]]]) {
    element.classList.remove(...[...element.classList].filter((name) => /^[st]\d?$/.test(name)));
    element.classList.add(...wanted.filter(Boolean));
  }
  const glyph = box.nextElementSibling && $(":scope > tspan", box.nextElementSibling);
  if (glyph && kind.type) glyph.textContent = words.get(kind.type).glyph;
}

function repaint(ks) {
  ks.forEach(paint);
  if (ks.length) {
    count();
    sift();
    announce("chosen");
  }
  opener.textContent = made.size ? `Corrections (${tell(made.size)})` : "Corrections";
  keep();
  if (list.open) fill();
  announce("corrected");
}

// Files

const name = (row) => JSON.stringify([row.thread, row.comment]);

function file() {
  const rows = corrected().map((k) => {
    const { types, stance, parent } = made.get(k);
    return {
      thread,
      comment: idOf(k),
      types,
      stance,
      parent: isPlace(parent) ? idOf(parent) : parent,
      text: own(k),
      answered: answered(k) || undefined,
    };
  });
  const here = new Set(rows.map(name));
  rows.push(...others.filter((row) => !here.has(name(row))));
  return JSON.stringify({ format: "threadlab corrections", version: 1, corrections: rows }, null, 1) + "\n";
}

// Blanks, and what a page replaces, do not tell texts apart.
const bare = (text) => text.replace(/[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]+/gu, "");

function isCorrection(row) {
  const isText = (value) => typeof (value ?? "") === "string";
  const types = row?.types === undefined ? ["claim"] : row.types;
  return (
    typeof row?.thread === "string" && typeof row.comment === "string" &&
    [row.stance, row.parent, row.text, row.answered].every(isText) && (!row.stance || isStance(row.stance)) &&
    Array.isArray(types) && types.length > 0 && types.length < 4 && types.every(isType)
  );
}

// Takes over what a file says, for all that was said before if anew; gives how many corrections
// were for this page, and the others.
function load(text, anew = false) {
  const whole = JSON.parse(text);
  if (whole?.format !== "threadlab corrections" || whole.version !== 1 || !Array.isArray(whole.corrections)) {
    throw new Error("it is no file of corrections");
  }
  const wrong = whole.corrections.findIndex((row) => !isCorrection(row));
  if (wrong >= 0) throw new Error(`correction ${wrong + 1} is none`);
  const ks = new Set(anew ? made.keys() : []);
  if (anew) {
    made.clear();
    others = [];
  }
  let aside = 0;
  for (const row of whole.corrections) {
    const k = row.thread === thread ? places.get(row.comment) : undefined;
    const parent = typeof row.parent === "string" ? places.get(row.parent) ?? NaN : row.parent;
    const isOther = k === undefined || bare(row.text ?? own(k)) !== bare(own(k));
    if (isOther || Number.isNaN(parent) || isBelow(parent, k)) {
      others = [...others.filter((other) => name(other) !== name(row)), row];
      aside += 1;
      continue;
    }
    const correction = made.get(k) ?? {};
    if (row.types) correction.types = row.types;
    if (parent !== undefined) {
      correction.parent = parent;
      delete correction.stance;
    }
    if (row.stance) correction.stance = row.stance;
    made.set(k, correction);
    ks.add(k);
  }
  repaint([...ks]);
  return [ks.size, aside];
}

const shelf = $("meta[name=description]").content + "-corrections";
let notKept = "This browser does not keep corrections of this page: download them before you close it.";
let trouble = "";
// For whoever else keeps them.
map.corrections = { file, load, keptBy: (words) => (trouble = notKept = words) };

function keep() {
  try {
    if (made.size || others.length) localStorage.setItem(shelf, file());
    else localStorage.removeItem(shelf);
  } catch {
    trouble = notKept; // said in the list
  }
}

// The form

let base = {}; // what the page said of the comment in the form
const stanceFields = $(".stance", form);
const stanceChosen = () => (stanceFields.hidden ? "" : field.stance.value);
const furtherChosen = () => [...field.further].filter((box) => box.checked).map((box) => box.value);

// The parent that the form says; undefined: none is said, NaN: a number that no comment has.
function parentSaid() {
  if (field.unknown.checked) return null;
  return field.parent.value ? place.get("c" + Number(field.parent.value)) ?? NaN : undefined;
}

function problem() {
  const parent = parentSaid();
  if (Number.isNaN(parent)) return "There is no comment of this number.";
  if (parent === chosen) return "A comment cannot answer itself.";
  if (isBelow(parent, chosen)) return `Comment ${numberOf(parent)} stands below this one.`;
  if (parent === undefined && base.parent !== undefined) return "Say which comment it answers, or that it is not known.";
  return "";
}

function hint() {
  const parent = parentSaid();
  field.parent.disabled = field.unknown.checked;
  const type = field.type.value;
  for (const box of field.further) {
    const isOff = !type || box.value === type;
    if (isOff) box.checked = false;
    box.disabled = isOff || (!box.checked && furtherChosen().length > 1);
  }
  stanceFields.hidden = parent === undefined && base.parent === undefined;
  const anew = parent !== base.parent && !field.stance.value;
  $("output", form).value =
    (isPlace(parent) ? `“${excerpt(parent, 90)}” ` : "") + (anew ? "The stance is told anew unless you say it." : "");
  $(".problem", form).textContent = problem();
}

function setStance(name) {
  for (const radio of field.stance) radio.checked = radio.value === name;
}

function open() {
  if (chosen < 0) return;
  base = said[chosen];
  const { types, stance, parent } = now(chosen);
  $("h2 span", form).textContent = numberOf(chosen);
  $(".note", form).textContent = excerpt(chosen, 90);
  field.type.options[0].hidden = base.types.length > 0;
  field.type.value = types[0] ?? "";
  for (const box of field.further) box.checked = types.slice(1).includes(box.value);
  setStance(parent === base.parent || made.get(chosen)?.stance ? stance : "");
  field.parent.value = isPlace(parent) ? numberOf(parent) : "";
  field.unknown.checked = parent === null;
  $(".parent", form).hidden = numberOf(chosen) === "1" && base.parent === undefined;
  field.remove.hidden = !made.has(chosen);
  hint();
  sheet.showModal();
}

function save() {
  hint();
  if (problem()) return;
  const correction = {};
  const [parent, stance, types] = [parentSaid(), stanceChosen(), [field.type.value, ...furtherChosen()]];
  const isSame = types[0] === base.types[0] && String(types.toSorted()) === String(base.types.toSorted());
  if (types[0] && !isSame) correction.types = types;
  if (parent !== undefined && parent !== base.parent) correction.parent = parent;
  if (stance && (stance !== base.stance || correction.parent !== undefined)) correction.stance = stance;
  settle(chosen, correction);
  sheet.close();
}

function settle(k, correction) {
  if (Object.keys(correction).length) made.set(k, correction);
  else made.delete(k);
  repaint([k]);
}

form.addEventListener("input", (event) => {
  // A stance was told toward the comment that was answered.
  if (event.target === field.parent || event.target === field.unknown) {
    setStance(parentSaid() === base.parent ? base.stance : "");
  }
  hint();
});
// Not by submitting: a notebook's sandbox forbids forms to be sent.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  save();
});

// The list

function fill() {
  const rows = corrected().map((k) => {
    const { types = [], stance, parent } = made.get(k);
    const answers = parent === undefined ? "" : parent === null ? "answers an unknown comment" : `answers ${numberOf(parent)}`;
    const told = [types.join(" + "), stance, answers].filter(Boolean).join(", ");
    const undo = button("Undo", () => {
      settle(k, {});
      $("li button, [name=close]", list).focus();
    }, { ariaLabel: `Undo the correction of comment ${numberOf(k)}` });
    return make("li", {}, toComment(k), make("span", {}, told), undo);
  });
  $("ul", list).replaceChildren(...rows);
  $("label:has(textarea)", list).hidden = true;
}

// What the buttons of both dialogs do, by their names.
const acts = {
  save,
  remove() {
    settle(chosen, {});
    sheet.close();
  },
  download() {
    const href = URL.createObjectURL(new Blob([file()], { type: "application/json" }));
    make("a", { href, download: "corrections.json" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  },
  async copy() {
    try {
      await navigator.clipboard.writeText(file());
      status.textContent = "Copied.";
    } catch {
      const area = $("textarea", list);
      area.value = file();
      area.parentElement.hidden = false;
      area.select();
    }
  },
  load: () => $("[type=file]", list).click(),
};

$("[type=file]", list).addEventListener("change", async ({ target }) => {
  const [given] = target.files;
  if (!given) return;
  try {
    const [fitting, aside] = load(await given.text());
    status.textContent = `${fitting} loaded.` + (aside ? ` ${aside} are not of this map as it is now: they are not shown, and stay in the file.` : "");
  } catch (error) {
    status.textContent = `${given.name} cannot be loaded: ${error.message}.`;
  }
  target.value = "";
});

opener.addEventListener("click", () => {
  status.textContent = trouble;
  fill();
  list.showModal();
});
keys.e = open;
for (const dialog of [sheet, list]) {
  dialog.addEventListener("click", ({ target }) => {
    if (target.closest("a, [name=cancel], [name=close]")) dialog.close();
    if (target.type === "button") acts[target.name]?.();
  });
  // The keys of the page do not act behind a dialog.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    if (document.activeElement === document.body) (chosen < 0 ? opener : edit).focus();
  });
}

opener.hidden = false;
try {
  const stored = localStorage.getItem(shelf);
  if (stored) load(stored);
} catch (error) {
  const isForbidden = error instanceof DOMException;
  trouble = isForbidden ? notKept : "What this browser kept of earlier corrections cannot be read.";
}
