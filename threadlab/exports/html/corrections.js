// Corrections: what the reader says of a comment instead of the model. They change what the page
// shows, are kept by the browser where it allows that, and leave the page as a small JSON file.

if (map && document.getElementById("ids")) (() => {
  const $ = (query, within = document) => within.querySelector(query);
  const [thread, ...packed] = JSON.parse($("#ids").textContent);
  const ids = packed.flatMap((one) =>
    typeof one === "string" ? one : Array.from({ length: one[2] }, (_, n) => one[0] + (one[1] + n)));
  const places = new Map(ids.map((id, n) => [id, map.place.get("c" + (n + 1))]));
  const numberOf = (k) => Number(map.comments[k].id.slice(1));
  const placeOf = (number) => map.place.get("c" + number);
  const head = (k) => map.comments[k].firstElementChild;

  const form = $("#correct form");
  const field = form.elements;
  const list = $("#corrections");
  const status = $("[role=status]", list);
  const opener = $("#open-corrections");
  const edit = document.createElement("button");
  edit.type = "button";
  edit.textContent = "Correct";
  edit.title = "Correct what is said of this comment (e)";

  const glyphs = new Map([...field.type.options].slice(1).map((option) => [option.value, option.text.split(" ")[1]]));
  const types = [...glyphs.keys()];
  const stances = [...field.stance].map((radio) => radio.value);

  let here = -1; // the chosen comment

  // What the page says of a comment, before any correction ------------------------------------------

  const heads = new Map();
  const said = new Map();
  // What scripts have added to the line says nothing of the comment.
  const isTool = (node) => node === edit || node.className === "actions";

  function before(k) {
    if (said.has(k)) return said.get(k);
    const told = { types: [], stance: undefined, parent: undefined };
    const parts = { lead: [], answers: [], stance: [], types: [] };
    for (const node of head(k).childNodes) {
      const look = node.tagName === "B" && node.className.match(/\b[ts]\d\b/)?.[0];
      if (isTool(node)) continue;
      if (look?.[0] === "t") {
        told.types.push(types[look[1]]);
        parts.types.push(node);
      } else if (look) {
        told.stance = stances[look[1]];
        parts.stance.push(node);
      } else if (node.nodeType === 3 ? node.data.includes("answers") : parts.answers.length) {
        parts.answers.push(node);
        if (node.tagName) told.parent = node.tagName === "A" ? map.place.get(node.hash.slice(1)) : null;
      } else {
        parts[parts.answers.length ? "stance" : "lead"].push(node);
      }
    }
    heads.set(k, parts);
    said.set(k, told);
    return told;
  }

  // By place: {types, stance, parent}, each only where it is corrected; a parent is a place, null:
  // not known. Beside them, what a file said of other threads or of comments that have changed.
  const made = new Map();
  let others = [];

  const isPlace = Number.isInteger; // neither null nor undefined
  const parentOf = (k) => (made.get(k)?.parent !== undefined ? made.get(k).parent : before(k).parent);

  function isBelow(k, upper) {
    const seen = new Set();
    for (let up = k; isPlace(up) && !seen.has(up); up = parentOf(up)) {
      if (up === upper) return true;
      seen.add(up);
    }
    return false;
  }

  // What a comment says in its own words, without what it quotes and whom it calls.
  function own(k) {
    const parts = map.comments[k].querySelectorAll(":scope > p:not(:first-child, .hint, .none)");
    const text = (node) => (node.className === "to" ? "" : node.textContent);
    return [...parts].map((part) => [...part.childNodes].map(text).join("")).join("\n").trim();
  }

  function answered(k) {
    const quotes = [...map.comments[k].querySelectorAll(":scope > blockquote:not([class])")];
    if (quotes.length) return quotes.map((quote) => quote.textContent).join("\n").trim();
    return isPlace(parentOf(k)) ? own(parentOf(k)) : "";
  }

  const excerpt = (k) => {
    const letters = [...own(k).replace(/\s+/g, " ")];
    return letters.slice(0, 90).join("") + (letters.length > 90 ? "…" : "");
  };

  // What the page shows ----------------------------------------------------------------------------

  function badge(look, name) {
    const element = document.createElement("b");
    element.className = look;
    element.textContent = name + ", corrected";
    return element;
  }

  function toComment(k) {
    const link = document.createElement("a");
    link.href = "#" + map.comments[k].id;
    link.textContent = numberOf(k);
    return link;
  }

  function paint(k) {
    const was = before(k);
    const now = made.get(k) ?? {};
    const moved = now.parent !== undefined && now.parent !== was.parent;
    let { lead, answers, stance: toward, types: kinds } = heads.get(k);
    if (moved) {
      const place = document.createElement("span");
      const parent = now.parent === null ? "an unknown comment" : toComment(now.parent);
      place.append("answers ", parent, ", corrected; the map moves it when it is made again");
      answers = [" ", place, " "];
      toward = [];
    }
    if (now.stance) toward = [" ", badge("s" + stances.indexOf(now.stance), now.stance)];
    if (now.types) kinds = now.types.map((type) => badge("t" + types.indexOf(type), type));
    const tools = [...head(k).childNodes].filter(isTool);
    head(k).replaceChildren(...lead, ...answers, ...toward, ...kinds, ...tools);

    const type = (now.types ?? was.types)[0];
    const stance = now.stance ?? (moved ? undefined : was.stance);
    const looks = { type: type ? "t" + types.indexOf(type) : "", stance: stance ? "s" + stances.indexOf(stance) : "" };
    map.kinds[k] = Object.assign(map.kinds[k], looks);
    const box = document.getElementById("o" + numberOf(k));
    for (const [element, wanted] of [[map.comments[k], [looks.stance]], [box, [looks.stance, looks.type]]]) {
      if (!element) continue;
      element.classList.remove(...[...element.classList].filter((name) => /^[st]\d$/.test(name)));
      element.classList.add(...wanted.filter(Boolean));
    }
    const glyph = type && $(`#o${numberOf(k)} + text > tspan`);
    if (glyph) glyph.textContent = glyphs.get(type);
  }

  function count() {
    for (const family of ["type", "stance"]) {
      const filter = $("#" + family);
      if (!filter) continue;
      const counts = new Map();
      for (const kind of map.kinds) counts.set(kind[family], (counts.get(kind[family]) ?? 0) + 1);
      counts.delete("");
      for (const [look] of counts) {
        if (![...filter.options].some((option) => option.value === look)) {
          const name = family === "type" ? types[look[1]] : stances[look[1]];
          filter.add(new Option(`${glyphs.get(name) ?? ""} ${name} (0)`, look));
        }
      }
      for (const option of [...filter.options].slice(1)) {
        option.text = option.text.replace(/\([\d,]+\)$/, "(" + (counts.get(option.value) ?? 0).toLocaleString("en") + ")");
      }
      const most = Math.max(...counts.values());
      for (const row of document.querySelectorAll(`.row[data-${family}]`)) {
        const number = counts.get(row.dataset[family]) ?? 0;
        $("span", row).textContent = number.toLocaleString("en");
        $("rect", row).setAttribute("width", (100 * number) / most);
      }
      if (filter.value) filter.dispatchEvent(new Event("change"));
    }
  }

  function changed(ks) {
    ks.forEach(paint);
    if (ks.length) count();
    opener.textContent = made.size ? `Corrections (${made.size.toLocaleString("en")})` : "Corrections";
    keep();
    if (list.open) fill();
  }

  // Files ------------------------------------------------------------------------------------------

  const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const name = (row) => JSON.stringify([row.thread, row.comment]);

  function file() {
    const ks = [...made.keys()].sort((a, b) => numberOf(a) - numberOf(b));
    const rows = ks.map((k) => {
      const { parent, ...rest } = made.get(k);
      return {
        thread,
        comment: ids[numberOf(k) - 1],
        types: rest.types,
        stance: rest.stance,
        parent: isPlace(parent) ? ids[numberOf(parent) - 1] : parent,
        text: own(k),
        answered: answered(k) || undefined,
      };
    });
    const here = new Set(rows.map(name));
    const kept = others.filter((row) => !here.has(name(row))).sort((a, b) => order(name(a), name(b)));
    return JSON.stringify({ format: "threadlab corrections", version: 1, corrections: [...rows, ...kept] }, null, 1) + "\n";
  }

  // Blanks, and what a page replaces, do not tell texts apart.
  const bare = (text) => text.replace(/[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]+/gu, "");

  function isCorrection(row) {
    const isText = (value) => value === undefined || value === null || typeof value === "string";
    return (
      row && typeof row.thread === "string" && typeof row.comment === "string" &&
      [row.stance, row.parent, row.text, row.answered].every(isText) &&
      (!row.stance || stances.includes(row.stance)) &&
      (row.types === undefined ||
        (Array.isArray(row.types) && row.types.length > 0 && row.types.length < 4 && row.types.every((type) => types.includes(type))))
    );
  }

  // Takes over what a file says; gives how many corrections were for this page, and the others.
  // Anew: instead of what has been corrected so far.
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
      const parent = typeof row.parent === "string" ? places.get(row.parent) : row.parent;
      const fits = k !== undefined && (typeof row.text !== "string" || bare(row.text) === bare(own(k))) &&
        (typeof row.parent !== "string" || (parent !== undefined && !isBelow(parent, k)));
      if (!fits) {
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
    changed([...ks]);
    return [ks.size, aside];
  }

  const shelf = $("meta[name=description]")?.content + "-corrections";
  const notKept = "This browser does not keep corrections of this page: download them before you close it.";
  let trouble = "";
  // Who keeps them: the browser, or the notebook that the page is in.
  const keeper = () => map.keeper ?? localStorage;
  map.load = load;

  function keep() {
    try {
      if (made.size || others.length) keeper().setItem(shelf, file());
      else keeper().removeItem(shelf);
    } catch {
      trouble = notKept; // said in the list
    }
  }

  // The form ---------------------------------------------------------------------------------------

  let base = {};

  function chosen(input) {
    return [...input].find((radio) => radio.checked)?.value;
  }

  function tick(inputs, values) {
    for (const input of inputs) input.checked = values.includes(input.value);
  }

  // The parent that the form says; undefined: none is said.
  function parentSaid() {
    if (field.unknown.checked) return null;
    return field.parent.value ? placeOf(Number(field.parent.value)) ?? NaN : undefined;
  }

  function problem() {
    const parent = parentSaid();
    if (!field.type.value && [...field.further].some((box) => box.checked)) return "Say which type comes first.";
    if ([...field.further].filter((box) => box.checked).length > 2) return "At most two further types.";
    if (Number.isNaN(parent)) return "There is no comment of this number.";
    if (parent === here) return "A comment cannot answer itself.";
    if (isPlace(parent) && isBelow(parent, here)) return `Comment ${numberOf(parent)} stands below this one.`;
    if (parent === undefined && base.parent !== undefined) return "Say which comment it answers, or that it is not known.";
    return "";
  }

  function hint() {
    const parent = parentSaid();
    field.parent.disabled = field.unknown.checked;
    for (const box of field.further) {
      box.disabled = box.value === field.type.value;
      if (box.disabled) box.checked = false;
    }
    $(".stance", form).hidden = parent === undefined && base.parent === undefined;
    const anew = parent !== base.parent && !chosen(field.stance);
    $("output", form).value =
      (isPlace(parent) ? `“${excerpt(parent)}” ` : "") + (anew ? "The stance is told anew unless you say it." : "");
    $(".problem", form).textContent = problem();
  }

  function open() {
    if (here < 0) return;
    base = before(here);
    const now = { ...base, ...made.get(here) };
    $("h2 span", form).textContent = numberOf(here);
    $(".note", form).textContent = excerpt(here);
    field.type.options[0].hidden = base.types.length > 0;
    field.type.value = now.types[0] ?? "";
    tick(field.further, now.types.slice(1));
    const isOld = now.parent === base.parent || made.get(here)?.stance;
    tick(field.stance, isOld ? [now.stance] : []);
    field.parent.value = isPlace(now.parent) ? numberOf(now.parent) : "";
    field.unknown.checked = now.parent === null;
    $(".parent", form).hidden = numberOf(here) === 1 && base.parent === undefined;
    field.remove.hidden = !made.has(here);
    hint();
    form.parentElement.showModal();
  }

  function save() {
    if (problem()) {
      hint();
      return;
    }
    const correction = {};
    const further = [...field.further].filter((box) => box.checked).map((box) => box.value);
    const named = field.type.value ? [field.type.value, ...further] : [];
    const [first, ...rest] = base.types;
    const isSame = named[0] === first && String([...further].sort()) === String([...rest].sort());
    if (named.length && !isSame) correction.types = named;
    const parent = parentSaid();
    if (parent !== undefined && parent !== base.parent) correction.parent = parent;
    const stance = $(".stance", form).hidden ? undefined : chosen(field.stance);
    if (stance && (stance !== base.stance || correction.parent !== undefined)) correction.stance = stance;
    if (Object.keys(correction).length) made.set(here, correction);
    else made.delete(here);
    changed([here]);
    form.parentElement.close();
  }

  form.addEventListener("input", (event) => {
    // A stance was told toward the comment that was answered.
    if (event.target === field.parent || event.target === field.unknown) {
      tick(field.stance, parentSaid() === base.parent ? [base.stance] : []);
    }
    hint();
  });
  // Not by submitting: a notebook's sandbox forbids forms to be sent.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    save();
  });
  field.save.addEventListener("click", save);
  field.cancel.addEventListener("click", () => form.parentElement.close());
  field.remove.addEventListener("click", () => {
    made.delete(here);
    changed([here]);
    form.parentElement.close();
  });

  // The list ---------------------------------------------------------------------------------------

  function fill() {
    const rows = [...made.keys()].sort((a, b) => numberOf(a) - numberOf(b)).map((k) => {
      const { types: kinds, stance, parent } = made.get(k);
      const told = [kinds?.join(" + "), stance];
      if (parent !== undefined) told.push(parent === null ? "answers an unknown comment" : `answers ${numberOf(parent)}`);
      const [row, text, undo] = ["li", "span", "button"].map((tag) => document.createElement(tag));
      text.textContent = told.filter(Boolean).join(", ");
      undo.type = "button";
      undo.textContent = "Undo";
      undo.ariaLabel = `Undo the correction of comment ${numberOf(k)}`;
      undo.addEventListener("click", () => {
        made.delete(k);
        changed([k]);
        $("li button, [name=close]", list).focus();
      });
      row.append(toComment(k), text, undo);
      return row;
    });
    $("ul", list).replaceChildren(...rows);
    $("[name=download]", list).disabled = $("[name=copy]", list).disabled = !made.size && !others.length;
    $("label:has(textarea)", list).hidden = true;
  }

  const acts = {
    download() {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([file()], { type: "application/json" }));
      link.download = "corrections.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    },
    copy() {
      const area = $("textarea", list);
      const byHand = () => {
        area.value = file();
        area.parentElement.hidden = false;
        area.select();
      };
      if (!navigator.clipboard) byHand();
      else navigator.clipboard.writeText(file()).then(() => (status.textContent = "Copied."), byHand);
    },
    load: () => $("[type=file]", list).click(),
    close: () => list.close(),
  };

  list.addEventListener("click", (event) => {
    if (event.target.closest("a")) list.close();
    acts[event.target.name]?.();
  });
  $("[type=file]", list).addEventListener("change", async (event) => {
    const [given] = event.target.files;
    if (!given) return;
    try {
      const [fitting, aside] = load(await given.text());
      status.textContent = `${fitting} loaded.` + (aside ? ` ${aside} are not of this map as it is now: they are not shown, and stay in the file.` : "");
    } catch (error) {
      status.textContent = `${given.name} cannot be loaded: ${error.message}.`;
    }
    event.target.value = "";
  });

  opener.addEventListener("click", () => {
    status.textContent = trouble;
    fill();
    list.showModal();
  });
  edit.addEventListener("click", open);
  map.listeners.chosen.push((k) => {
    here = k;
    if (k < 0) edit.remove();
    else head(k).append(edit);
  });
  map.keys.e = open;
  for (const dialog of [form.parentElement, list]) {
    // The keys of the page do not act behind a dialog.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => {
      if (document.activeElement === document.body) (here < 0 ? opener : edit).focus();
    });
  }

  opener.hidden = false;
  let stored = null;
  try {
    stored = keeper().getItem(shelf);
  } catch {
    trouble = notKept;
  }
  try {
    if (stored) load(stored);
  } catch {
    trouble = "What this browser kept of earlier corrections cannot be read.";
  }
})();
