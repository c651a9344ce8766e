// The argument map: the chosen comment, the path down to it, and its strongest answers. Only these
// are laid out, at most MOST boxes, whatever the size of the thread; focus.py draws the same once.

if (map && document.getElementById("focus")) {
  const { comments, kinds } = map;
  const svg = document.getElementById("focus");
  const scroll = svg.parentElement;
  const panel = scroll.parentElement;
  // These sizes stand in focus.py, too.
  const [FOCUS, ANSWER, GAP, LEVEL, SIGN, LETTERS] = [[340, 66], [140, 80], 10, 36, 9, 110];
  const CHIP = 62;
  const MOST = 40;
  const FEW = 3;
  const STEP = 3;
  const start = map.place.get(svg.dataset.focus);
  const glyphs = new Map();
  const shown = new Map();
  let answers = null;
  let below = [];
  let sideways = false;

  // Redrawing -----------------------------------------------------------------------------------

  function draw() {
    if (panel.hidden) return;
    if (!answers) read();
    const focus = map.chosen() < 0 ? start : map.chosen();
    const wide = Math.max(240, scroll.clientWidth);
    const { path, boxes } = layout(focus, wide);
    const all = [...path, ...boxes];
    const right = Math.max(wide, ...all.map((box) => box.x + box.wide));
    const low = Math.max(...all.map((box) => box.y + box.high)) + GAP;
    svg.setAttribute("viewBox", `0 0 ${right} ${low}`);
    svg.classList.toggle("sideways", sideways);
    svg.setAttribute("width", right);
    svg.setAttribute("height", low);
    svg.setAttribute("aria-label", `${all.length} comments around comment ${focus + 1}`);
    const links = [...path.map((box, k) => [box, path[k + 1] ?? boxes[0]]), ...boxes.flatMap((box) => box.answers.map((one) => [box, one]))];
    svg.replaceChildren(...links.map(edge), ...all.flatMap(node));
    const here = boxes[0];
    scroll.scrollLeft = here.x + here.wide / 2 - scroll.clientWidth / 2;
  }

  function read() {
    answers = comments.map(() => []);
    below = new Uint32Array(comments.length);
    kinds.forEach((kind, k) => {
      if (kind.answers >= 0) answers[kind.answers].push(k);
    });
    for (let k = comments.length - 1; k > 0; k -= 1) {
      if (kinds[k].answers >= 0) below[kinds[k].answers] += below[k] + 1;
    }
    for (const sign of document.querySelectorAll(".legend dt")) {
      glyphs.set(sign.className, getComputedStyle(sign).getPropertyValue("--g").replaceAll('"', ""));
    }
  }

  function sure(k) {
    const why = comments[k].querySelector(":scope > details:not(.sig)");
    return Number(why?.textContent.match(/(\d+) % sure/)?.[1] ?? 0);
  }

  // Layout ---------------------------------------------------------------------------------------

  function layout(focus, wide) {
    const up = [];
    for (let k = kinds[focus].answers; k >= 0; k = kinds[k].answers) up.unshift(k);
    const near = sideways ? 1 : 3;
    const left = up.length - 1 - near;
    const skips = left > (sideways ? 0 : 1);
    const kept = skips ? [up[0], ...up.slice(-near)] : up;
    const depth = sideways ? Math.max(118, Math.floor((wide - kept.length * (CHIP + LEVEL) - 2 * LEVEL) / 3)) : 0;
    const size = (step) => {
      if (sideways) return step < 0 ? [CHIP, 40] : [depth, step ? 64 : 100];
      return step < 0 ? [Math.min(wide, FOCUS[0]), 28] : step ? ANSWER : [Math.min(wide, FOCUS[0]), FOCUS[1]];
    };
    const make = (k, step) => ({ k, wide: size(step)[0], high: size(step)[1], x: 0, y: 0, answers: [], hidden: 0 });
    const path = kept.map((k) => ({ ...make(k, -1), path: true }));
    if (skips) path[0].skipped = left;

    // Answers are taken level by level, so that what is nearest has its place first.
    const across = Math.max(2, Math.floor((wide + GAP) / (ANSWER[0] + GAP)));
    const boxes = [make(focus, 0)];
    for (let n = 0, step = [0]; n < boxes.length; n += 1) {
      const box = boxes[n];
      // Where few answer, there is room to go on deeper.
      const deepest = !sideways && boxes[0].answers.length < FEW ? 4 : 2;
      const usual = n === 0 ? (sideways ? 6 : Math.min(4, across)) : step[n] < deepest ? 1 : 0;
      const most = Math.min(shown.get(box.k) ?? usual, MOST - path.length - boxes.length);
      const ranked = [...answers[box.k]].sort((a, b) => below[b] - below[a] || sure(b) - sure(a) || a - b);
      for (const k of ranked.slice(0, Math.max(0, most))) {
        box.answers.push(make(k, step[n] + 1));
        step.push(step[n] + 1);
      }
      boxes.push(...box.answers);
      box.hidden = ranked.length - box.answers.length;
    }
    place(path, boxes[0], wide);
    return { path, boxes };
  }

  // Each box stands before the middle of its answers; "along" runs from the root to the answers.
  function place(path, focus, wide) {
    const [breadth, along, thick] = sideways ? ["y", "x", "wide"] : ["x", "y", "high"];
    const own = sideways ? "high" : "wide";
    const gap = sideways ? 2 * GAP : GAP;
    const row = (box) => box.answers.reduce((sum, one) => sum + span(one) + gap, -gap);
    const span = (box) => Math.max(box[own], row(box));
    let top = 2;
    const whole = Math.max(span(focus), path[0]?.[own] ?? 0);
    const middle = sideways ? whole / 2 + 2 : Math.max(wide, whole) / 2;
    for (const box of path) {
      box[breadth] = middle - box[own] / 2;
      box[along] = top;
      top += box[thick] + (box.skipped ? LEVEL + 8 : LEVEL - 8);
    }
    focus[breadth] = middle - span(focus) / 2;
    for (let level = [focus]; level.length; level = level.flatMap((box) => box.answers)) {
      for (const box of level) {
        const room = span(box);
        let from = box[breadth] + (room - row(box)) / 2;
        for (const one of box.answers) {
          one[breadth] = from;
          from += span(one) + gap;
        }
        box[breadth] += (room - box[own]) / 2;
        box[along] = top;
      }
      top += Math.max(...level.map((box) => box[thick])) + LEVEL;
    }
  }

  // Drawing --------------------------------------------------------------------------------------

  function make(name, attributes, ...within) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...within);
    return element;
  }

  function html(name, ...within) {
    const element = document.createElement(name);
    element.append(...within);
    return element;
  }

  function edge([above, box]) {
    const { stance, doubted } = kinds[box.k];
    const lost = comments[box.k].classList.contains("lost");
    const sign = above.skipped ? `${above.skipped.toLocaleString("en")} between` : lost ? "?" : (glyphs.get(stance) ?? "") + (doubted ? "?" : "");
    const look = above.skipped ? "skipped" : lost ? "lost" : stance || "s";
    const [x, y] = sideways ? [above.x + above.wide, above.y + above.high / 2] : [above.x + above.wide / 2, above.y + above.high];
    const [to, end] = sideways ? [box.x, box.y + box.high / 2] : [box.x + box.wide / 2, box.y];
    const curve = sideways ? `C${(x + to) / 2} ${y} ${(x + to) / 2} ${end} ${to} ${end}` : `C${x} ${(y + end) / 2} ${to} ${(y + end) / 2} ${to} ${end}`;
    const drawn = make("g", { class: `edge ${look}` }, make("path", { d: `M${x} ${y}${curve}` }));
    const [cx, cy] = sideways ? [to - SIGN - 3, end] : [to, end - SIGN - 3];
    if (sign && !above.skipped) drawn.append(make("circle", { cx, cy, r: SIGN + 2 * (sign.length - 1) }));
    const at = above.skipped ? [(x + to) / 2, (y + end) / 2 + (sideways ? -6 : 4)] : [cx, cy + 4];
    if (sign) drawn.append(make("text", { x: at[0], y: at[1] }, sign));
    return drawn;
  }

  function node(box) {
    const { k, x, y, wide, high } = box;
    const { type, by } = kinds[k];
    const here = !box.path && box.hidden >= 0 && k === (map.chosen() < 0 ? start : map.chosen());
    const head = html("p", html("b", String(comments[k].id.slice(1))), " ");
    if (type) head.append(html("i", glyphs.get(type) ?? ""), " ");
    if (by) head.append(html("bdi", by.slice(0, 40)));
    const words = html("p", wordsOf(comments[k]));
    const text = html("div", head, words);
    if (box.path) text.className = "one-line";
    const link = make("a", { href: "#" + comments[k].id, class: `node ${type}${here ? " focus" : ""}` }, make("foreignObject", { x, y, width: wide, height: high }, text));
    if (here) link.setAttribute("aria-current", "true");
    if (!box.hidden) return [link];
    const more = html("button", `+${box.hidden.toLocaleString("en")} more`);
    more.type = "button";
    more.setAttribute("aria-label", `${more.textContent} answers to ${comments[k].id.slice(1)}`);
    more.addEventListener("click", () => expand(box));
    return [link, make("foreignObject", { class: "more", x, y: y + high - 10, width: wide, height: 22 }, html("div", more))];
  }

  // A comment's own words, where it has any.
  function wordsOf(comment) {
    const own = [...comment.children].filter((part, n) => n && part.tagName === "P" && part.className !== "hint");
    const parts = own.length ? own : [comment.querySelector("blockquote, .aside") ?? ""];
    const text = parts.map((part) => part.textContent ?? "").join(" ").slice(0, 2000).trim().replace(/\s+/g, " ");
    return text.length > LETTERS ? [...text.slice(0, LETTERS)].slice(0, -1).join("") + "…" : text;
  }

  // What a reader does ---------------------------------------------------------------------------

  function expand(box) {
    const before = svg.querySelectorAll(".node").length;
    shown.set(box.k, box.answers.length + STEP);
    draw();
    // Where there is no more room, the comment itself becomes the focus.
    if (svg.querySelectorAll(".node").length === before) follow(comments[box.k].id);
    else svg.querySelector(`.node[href="#${comments[box.k].id}"]`)?.focus();
  }

  // Who walks in the map stays there; the thread beside it follows, on a phone it stays away.
  function follow(name) {
    map.show(name, true, { focus: false, scroll: getComputedStyle(panel.parentElement).position === "sticky" });
    svg.querySelector(".focus")?.focus({ preventScroll: true });
  }

  svg.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    follow(link.getAttribute("href").slice(1));
  });

  const turn = html("button", "From left to right");
  turn.type = "button";
  turn.className = "turn";
  turn.setAttribute("aria-pressed", "false");
  turn.addEventListener("click", () => {
    sideways = !sideways;
    turn.setAttribute("aria-pressed", String(sideways));
    draw();
  });
  scroll.before(turn);
  map.listeners.chosen.push(draw);
  map.listeners.opened.push(draw);
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  });
}
