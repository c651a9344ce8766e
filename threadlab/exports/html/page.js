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
  // What a comment is said to be: "t3", "s1" (see LOOKS in wording.py); its first type counts.
  const kinds = comments.map((comment) => {
    const names = [...$("p", comment).querySelectorAll("b")].flatMap((badge) => [...badge.classList]);
    return {
      type: names.find((name) => /^t\d$/.test(name)) ?? "",
      stance: names.find((name) => /^s\d$/.test(name)) ?? "",
    };
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
      const [, x, y, width, height] = left.get(stance || "s").pop().match(/^([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h/);
      return [x, y, width, height].map(Number);
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
  // What other parts of the page do when a comment is chosen (its place, -1: none), and when the
  // filters change (which comments fit, by place).
  const listeners = { chosen: [], sifted: [] };

  function choose(k, { scroll = true, focus = false } = {}) {
    if (chosen >= 0) {
      comments[chosen].classList.remove("on");
    }
    chosen = k;
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
    const [inner, outer] = [box.getBoundingClientRect(), view.getBoundingClientRect()];
    if (inner.top < outer.top + 20 || inner.top > outer.bottom - 40) {
      view.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }

  function show(name, remember) {
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
    // The address is set first: setting it makes the browser scroll on its own.
    if (remember) setAddress(name);
    choose(place.get(comment.id), { focus: true });
    if (target !== comment) target.scrollIntoView({ block: "center" });
    return true;
  }

  function setAddress(name) {
    try {
      history.pushState(null, "", "#" + name);
    } catch {
      // A page within a notebook has no address of its own.
    }
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

  addEventListener("popstate", () => {
    const name = location.hash.slice(1);
    if (name) show(name, false);
    else choose(-1);
  });

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
  const filters = { type: $("#type"), stance: $("#stance") };
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let texts = null;

  function textOf(comment) {
    const parts = [$("p > bdi", comment)?.textContent ?? ""];
    for (const part of comment.children) {
      if (part !== comment.firstElementChild && part.tagName !== "DETAILS") parts.push(part.textContent);
    }
    return fold(parts.join("\n"));
  }

  function sift() {
    const wanted = fold(search.value.trim());
    const type = filters.type?.value ?? "";
    const stance = filters.stance?.value ?? "";
    const active = Boolean(wanted || type || stance);
    if (wanted) texts ??= comments.map(textOf);
    const shown = new Uint8Array(comments.length);
    const fitting = new Uint8Array(comments.length);
    const veiled = [];
    let count = 0;
    for (let k = comments.length - 1; k >= 0; k -= 1) {
      const fits =
        (!type || kinds[k].type === type) &&
        (!stance || kinds[k].stance === stance) &&
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
    for (const row of document.querySelectorAll(".row[data-type] button, .row[data-stance] button")) {
      const { type: t, stance: s } = row.parentElement.dataset;
      row.setAttribute("aria-pressed", String(t ? t === type : s === stance));
    }
    veil.setAttribute("d", veiled.join(""));
    light(wanted);
    for (const listener of listeners.sifted) listener(fitting);
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

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(sift, comments.length > 500 ? 150 : 0);
  });
  for (const filter of Object.values(filters)) filter?.addEventListener("change", sift);
  $("#clear").addEventListener("click", () => {
    clear();
    search.focus();
  });

  // The bars of the summary become buttons that filter.
  for (const row of document.querySelectorAll(".row")) {
    const [family] = Object.keys(row.dataset);
    if (!filters[family]) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(...row.childNodes);
    row.append(button);
    button.addEventListener("click", () => {
      const filter = filters[family];
      filter.value = filter.value === row.dataset[family] ? "" : row.dataset[family];
      sift();
    });
  }

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
      else clear();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "Escape" && typing) typing.blur();
    else if (event.key === "Enter" && event.target === search) step(1);
    else if (typing && event.target.type !== "radio") return;
    else if (event.key === "Enter" && event.target.closest?.("a, button, summary")) return;
    const action = Object.hasOwn(keys, event.key) && !(typing && event.key === "Enter") && keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
  $("#keys").addEventListener("click", () => help.showModal());
  $("#close").addEventListener("click", () => help.close());

  // Paper shows what is folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });

  tools.hidden = false;
  // The other scripts have joined by then.
  queueMicrotask(() => {
    if (location.hash.length > 1) show(location.hash.slice(1), false);
  });
  return { comments, items, above, kinds, place, choose, show, keys, listeners };
})();
