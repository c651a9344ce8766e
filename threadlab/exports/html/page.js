"use strict";
// The argument map: one selection, search and filters over a page that says all without them.
// Text is only ever read and compared; what is shown of it stands in the page already.
// `map` is what the scripts after this one build upon; null where there is nothing to map.

const map = (() => {
  const $ = (query, within = document) => within.querySelector(query);
  const comments = [...document.querySelectorAll("article")];
  const tools = $(".tools");
  if (!comments.length || !tools) return null;

  const place = new Map(comments.map((comment, k) => [comment.id, k]));
  const items = comments.map((comment) => comment.parentElement);
  const above = items.map((item) => {
    const upper = item.parentElement.closest("li");
    return upper ? place.get(upper.firstElementChild.id) : -1;
  });
  // What its head line says of a comment: looks as "t3", "s1" (see LOOKS in wording.py; its first
  // type counts), by whom it is, whether any label is unsure, and which comment it answers.
  const kinds = comments.map((comment, k) => {
    const kind = { type: "", stance: "", by: "", sure: "", doubted: false, answers: above[k] };
    for (const part of comment.firstElementChild.children) {
      if (part.tagName === "BDI") kind.by = part.textContent;
      else if (part.tagName === "A") kind.answers = place.get(part.hash.slice(1)) ?? -1;
      if (part.tagName !== "B") continue;
      const unsure = part.classList.contains("u");
      kind.sure = unsure || kind.sure === "unsure" ? "unsure" : "sure";
      for (const name of part.classList) {
        if (/^s\d$/.test(name)) [kind.stance, kind.doubted] = [name, unsure];
        else if (/^t\d$/.test(name)) kind.type ||= name;
      }
    }
    // The first link of the line is to the comment itself.
    if (kind.answers === k) kind.answers = above[k];
    return kind;
  });

  // The overview: where each comment's box is ------------------------------------------------------

  const icicle = $("#icicle");
  const boxes = readBoxes();
  const veil = drawn("path", "veil");
  const frame = drawn("rect", "here");

  function drawn(shape, look) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", shape);
    element.setAttribute("class", look);
    icicle.append(element);
    return element;
  }

  function readBoxes() {
    const number = (element, name) => Number(element.getAttribute(name));
    const paths = [...icicle.querySelectorAll(":scope > path")];
    const wide = Number(paths[0]?.getAttribute("stroke-width"));
    if (!paths.length) {
      return comments.map((comment) => {
        const box = document.getElementById("o" + comment.id.slice(1));
        return ["x", "y", "width", "height"].map((name) => number(box, name));
      });
    }
    // A long thread is drawn as one path a stance, its boxes in the order of the outline.
    const left = new Map(paths.map((path) => [path.getAttribute("class"), path.getAttribute("d").split("M").slice(1)]));
    for (const boxes of left.values()) boxes.reverse();
    return kinds.map(({ stance }) => {
      const [x, y, high] = left.get(stance || "s").pop().split(/[ v]/).map(Number);
      return [x, y, wide, high];
    });
  }

  function boxAt(event) {
    const size = icicle.getBoundingClientRect();
    const scale = icicle.viewBox.baseVal.width / size.width;
    const [px, py] = [(event.clientX - size.left) * scale, (event.clientY - size.top) * scale];
    return boxes.findIndex(([x, y, wide, high]) => px >= x && px <= x + wide + 1 && py >= y && py <= y + high + 1);
  }

  // Selection ----------------------------------------------------------------------------------

  let chosen = -1;
  // What other parts of the page do when a comment is chosen (its place, -1: none), when the
  // filters change (which comments fit, by place), and when a map is opened (its name).
  const listeners = { chosen: [], sifted: [], opened: [] };

  function choose(k, { scroll = true, focus = false } = {}) {
    if (chosen >= 0) comments[chosen].classList.remove("on");
    chosen = k;
    named = k < 0 ? "" : comments[k].id;
    frame.toggleAttribute("hidden", k < 0);
    ["x", "y", "width", "height"].forEach((name, n) => frame.setAttribute(name, k < 0 ? 0 : boxes[k][n]));
    for (const listener of listeners.chosen) listener(k);
    if (k < 0) return;
    const comment = comments[k];
    if (items[k].classList.contains("off")) clear();
    for (let up = items[k].parentElement.closest("details"); up; up = up.parentElement.closest("details")) {
      up.open = true;
    }
    comment.classList.add("on");
    keepInView(frame);
    if (scroll) comment.scrollIntoView({ block: comment.offsetHeight > innerHeight / 2 ? "start" : "center" });
    if (focus) {
      comment.tabIndex = -1;
      comment.focus({ preventScroll: true });
    }
  }

  function keepInView(box) {
    const view = $(".view");
    if (!icicle.clientWidth) return;
    const [inner, outer] = [box.getBoundingClientRect(), view.getBoundingClientRect()];
    if (inner.top < outer.top + 20 || inner.top > outer.bottom - 40) {
      view.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }

  function show(name, kept, { scroll = true, focus = true } = {}) {
    const target = document.getElementById(name);
    const comment = target?.closest("article");
    for (const lit of document.querySelectorAll("mark.lit")) lit.classList.remove("lit");
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
    if (scroll && target !== comment) target.scrollIntoView({ block: "center" });
    return true;
  }

  // The address: what is chosen, then after "?" the map, the search and the filters. Each part has
  // a name, and functions that get and set its text; the scripts after this one add theirs.
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
    let changed = false;
    for (const [key, part] of Object.entries(parts)) {
      const value = said.get(key) ?? "";
      if (part.get() === value) continue;
      part.set(value);
      changed = true;
    }
    if (changed) sift();
    if (!name || !show(name, false)) choose(-1);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (show(link.getAttribute("href").slice(1), true)) event.preventDefault();
      return;
    }
    if (event.target.closest?.("#icicle")) {
      const k = boxAt(event);
      if (k >= 0) show(comments[k].id, true);
      return;
    }
    const comment = event.target.closest?.("article");
    if (comment && !event.target.closest("a, summary, button") && !String(getSelection())) {
      choose(place.get(comment.id), { scroll: false });
    }
  });

  addEventListener("popstate", restore);

  // Boxes of a long thread have no titles: the one under the pointer is told.
  if ($(":scope > path", icicle)) {
    const title = drawn("title", "");
    icicle.prepend(title);
    icicle.addEventListener("pointermove", (event) => {
      const k = boxAt(event);
      title.textContent = k < 0 ? "" : comments[k].textContent.replace(/\s+/g, " ").slice(0, 200);
    });
  }

  // Search and filters -------------------------------------------------------------------------

  const search = $("#search");
  // Each of them narrows the thread while it has a value; a branch is told by its first comment.
  const filters = { type: $("#type"), stance: $("#stance"), by: $("#by"), sure: $("#sure"), branch: { value: "" } };
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let texts = null;

  function textOf(comment) {
    const said = [$("p > bdi", comment)?.textContent ?? ""];
    for (const part of comment.children) {
      if (part !== comment.firstElementChild && part.tagName !== "DETAILS") said.push(part.textContent);
    }
    return fold(said.join("\n"));
  }

  function sift() {
    const wanted = fold(search.value.trim());
    const narrowing = ["type", "stance", "by", "sure"].filter((name) => filters[name]?.value);
    const asked = narrowing.map((name) => [name, filters[name].value]);
    const [from, to] = branchOf(place.get(filters.branch.value));
    const active = Boolean(wanted || asked.length || filters.branch.value);
    if (wanted) texts ??= comments.map(textOf);
    const shown = new Uint8Array(comments.length);
    const fitting = new Uint8Array(comments.length);
    const veiled = [];
    let count = 0;
    for (let k = comments.length - 1; k >= 0; k -= 1) {
      const fits =
        k >= from &&
        k < to &&
        asked.every(([name, value]) => kinds[k][name] === value) &&
        (!wanted || texts[k].includes(wanted));
      if (fits) count += 1;
      fitting[k] = fits;
      if ((fits || shown[k]) && above[k] >= 0) shown[above[k]] = 1;
      items[k].classList.toggle("off", !fits && !shown[k]);
      comments[k].classList.toggle("path", active && !fits);
      if (!fits) veiled.push("M" + boxes[k].slice(0, 2) + "h" + boxes[k][2] + "v" + boxes[k][3] + "h-" + boxes[k][2]);
      if (active && shown[k]) {
        const below = comments[k].nextElementSibling;
        if (below) below.open = true;
      }
    }
    $("#found").value = active
      ? `${count.toLocaleString("en")} of ${comments.length.toLocaleString("en")} comments`
      : "";
    $("#clear").hidden = !active;
    veil.setAttribute("d", veiled.join(""));
    light(wanted);
    for (const listener of listeners.sifted) listener(fitting);
  }

  // All that answers a comment, at any depth, stands right behind it.
  function branchOf(k = -1) {
    if (k < 0) return [0, comments.length];
    let end = k + 1;
    while (end < comments.length && kinds[end].answers >= k) end += 1;
    return [k, end];
  }

  // Gives a filter a value, in case that somebody or some comment fits it.
  function narrow(name, value) {
    const filter = filters[name];
    const known = name === "branch" ? place.has(value) : kinds.some((kind) => kind[name] === value);
    if (!filter) return;
    if (known && filter.add && ![...filter.options].some((option) => option.value === value)) {
      filter.add(new Option(value.slice(0, 40), value));
    }
    filter.value = known ? value : "";
  }

  function light(wanted) {
    if (!globalThis.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("hit");
    if (wanted.length < 2) return;
    const ranges = [];
    for (let k = 0; k < comments.length && ranges.length < 500; k += 1) {
      if (!texts[k].includes(wanted)) continue;
      const walker = document.createTreeWalker(comments[k], NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.data.toLowerCase();
        if (text.length !== node.data.length) continue;
        for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("hit", new Highlight(...ranges));
  }

  function clear() {
    search.value = "";
    for (const filter of Object.values(filters)) if (filter) filter.value = "";
    sift();
  }

  function changed() {
    sift();
    remember();
  }

  // What is typed letter by letter is one step back.
  function typed() {
    sift();
    remember(true);
  }

  function cleared() {
    clear();
    remember();
  }

  // People and sureness are counted here: without a script nobody can choose them.
  function offer(name, most, worded) {
    const counts = new Map();
    for (const kind of kinds) counts.set(kind[name], (counts.get(kind[name]) ?? 0) + 1);
    counts.delete("");
    const ranked = [...counts].sort((one, other) => other[1] - one[1]).slice(0, most);
    for (const [value, number] of ranked) {
      filters[name]?.add(new Option(`${worded(value)} (${number.toLocaleString("en")})`, value));
    }
  }

  offer("by", 50, (name) => `\u2068${name.slice(0, 40)}\u2069`);
  offer("sure", 2, (how) => `only ${how}`);
  parts.q = { get: () => search.value.trim(), set: (value) => (search.value = value) };
  for (const name of Object.keys(filters)) {
    parts[name] = { get: () => filters[name]?.value ?? "", set: (value) => narrow(name, value) };
  }

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(typed, comments.length > 500 ? 150 : 0);
  });
  for (const filter of document.querySelectorAll(".tools select")) filter.addEventListener("change", changed);
  $("#clear").addEventListener("click", () => {
    cleared();
    search.focus();
  });

  // Keyboard -----------------------------------------------------------------------------------

  const help = $("#help");

  function step(by) {
    let k = chosen;
    if (k < 0) k = by > 0 ? -1 : comments.length;
    for (k += by; k >= 0 && k < comments.length; k += by) {
      if (comments[k].checkVisibility?.() ?? comments[k].offsetParent) {
        choose(k, { focus: true });
        return;
      }
    }
  }

  const keys = {
    "/": () => search.focus(),
    j: () => step(1),
    k: () => step(-1),
    "?": () => help.showModal(),
    Enter: () => {
      const why = chosen >= 0 && $(":scope > details:last-child", comments[chosen]);
      if (why) why.open = !why.open;
    },
    Escape: () => {
      if ($("#clear").hidden) choose(-1);
      else cleared();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && typing) typing.blur();
    else if (event.key === "Enter" && event.target === search) step(1);
    else if (typing && event.target.type !== "radio") return;
    else if (event.key === "Enter" && event.target.closest?.("a, button, summary, [role=button]")) return;
    // Arrows belong to choices and maps while these have the focus.
    else if (event.key.startsWith("Arrow") && event.target.closest?.(".view, .tools")) return;
    const action = Object.hasOwn(keys, event.key) && !(typing && event.key === "Enter") && keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
  $("#keys").addEventListener("click", () => help.showModal());
  $("#close").addEventListener("click", () => help.close());

  tools.hidden = false;
  // The other scripts have joined by then.
  queueMicrotask(() => {
    if (location.hash.length > 1) restore();
  });
  return {
    comments, items, above, kinds, place, choose, show, keys, listeners,
    parts, remember, address, filters, narrow, changed, chosen: () => chosen,
  };
})();
