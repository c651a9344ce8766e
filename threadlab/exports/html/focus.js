// The argument map: the chosen comment, the path down to it, and its strongest answers, at most MOST
// boxes; focus.py lists the same once.

const MOST = 40;
// These numbers stand in focus.py, too.
const [SHOWN, FEW, DEEPEST, DEEPEST_OF_FEW, NEAR, LETTERS] = [4, 3, 2, 4, 3, 110];
const STEP = 3;
const ANSWER = 150; // pixels from one answer to the next, as the style sheet has them

const root = $("#focus");
const scroll = root.parentElement;
const panel = scroll.parentElement;
const start = place.get(root.dataset.focus);
const shown = new Map(); // how many answers of a comment the reader has unfolded
let answers = null;
let below = [];
let boxes = 0;

const focused = () => (chosen < 0 ? start : chosen);
const isSideways = () => root.classList.contains("sideways");

function draw() {
  if (panel.hidden) return;
  if (!answers) read();
  const path = [];
  for (let k = kinds[focused()].answers; k >= 0; k = kinds[k].answers) path.unshift(k);
  const near = isSideways() ? 1 : NEAR;
  const skipped = path.length - 1 - near;
  if (skipped > 1) path.splice(1, skipped);
  boxes = path.length + 1;
  let inner = branches();
  for (const k of path.reverse()) {
    if (skipped > 1 && k === path.at(-1)) sign(inner, "skipped", `${tell(skipped)} between`);
    inner = item(k, "path", make("ul", {}, inner));
  }
  inner.firstChild.remove(); // the root answers nothing that is shown
  inner.className = "";
  root.replaceChildren(inner);
  scroll.scrollLeft = (scroll.scrollWidth - scroll.clientWidth) / 2;
}

function read() {
  answers = comments.map(() => []);
  below = new Uint32Array(comments.length);
  for (let k = comments.length - 1; k >= 0; k -= 1) {
    const parent = kinds[k].answers;
    if (parent < 0) continue;
    answers[parent].push(k);
    below[parent] += below[k] + 1;
  }
}

function sure(k) {
  return Number(whyOf(k)?.textContent.match(/(\d+) % sure/)?.[1] ?? 0);
}

// The focus with its answers. These are taken level by level, so that what is nearest has its
// place first; where few answer, there is room to go on deeper.
function branches() {
  const across = Math.max(2, Math.floor((scroll.clientWidth + 10) / ANSWER));
  const most = Math.min(SHOWN, across);
  const deepest = !isSideways() && answers[focused()].length < FEW ? DEEPEST_OF_FEW : DEEPEST;
  const top = item(focused(), "focus");
  let level = [[focused(), top]];
  for (let step = 0; level.length; step += 1) {
    const next = [];
    for (const [k, above] of level) {
      const usual = step ? Number(step < deepest) : most;
      const room = Math.max(0, Math.min(shown.get(k) ?? usual, MOST - boxes));
      const ranked = answers[k].sort((a, b) => below[b] - below[a] || sure(b) - sure(a) || a - b);
      const kept = ranked.slice(0, room).map((one) => [one, item(one)]);
      const hidden = ranked.length - kept.length;
      if (hidden) {
        const more = button(`+${tell(hidden)} more`, () => expand(k, kept.length), { className: "more" });
        more.ariaLabel = `${more.textContent} answers to ${numberOf(k)}`;
        above.append(more);
      }
      if (kept.length) above.append(make("ul", {}, ...kept.map(([, one]) => one)));
      boxes += kept.length;
      next.push(...kept);
    }
    level = next;
  }
  return top;
}

// A comment under what it answers, with the sign of its stance on the line between them.
function item(k, look = "", ...within) {
  const { type, stance, doubted, by, parent } = kinds[k];
  const lost = parent === null;
  const head = make("span", {}, make("b", {}, numberOf(k)));
  if (type) head.append(" ", make("i", {}, words.get(type).glyph));
  if (by) head.append(" ", make("bdi", {}, by.slice(0, 40)));
  const node = make("a", { href: "#" + comments[k].id, className: `node ${type} ${look}` }, head);
  node.append(make("span", {}, excerpt(k, LETTERS)));
  if (look === "focus") node.ariaCurrent = "true";
  const made = make("li", {}, make("b"), node, ...within);
  const glyph = words.get(stance)?.glyph ?? "";
  return sign(made, lost ? "lost" : stance || "s", lost ? "?" : glyph + (doubted ? "?" : ""));
}

function sign(made, look, text) {
  made.className = "edge " + look;
  made.firstChild.className = "sign";
  made.firstChild.textContent = text;
  return made;
}

function expand(k, before) {
  const nodes = boxes;
  shown.set(k, before + STEP);
  draw();
  // Where there is no more room, the comment itself becomes the focus.
  if (boxes === nodes) follow(comments[k].id);
  else $(`.node[href="#${comments[k].id}"]`, root).focus();
}

// Who walks in the map stays there; the thread beside it follows, on a phone it stays away.
function follow(name) {
  const beside = getComputedStyle(panel.parentElement).position === "sticky";
  show(name, true, { focus: false, scroll: beside });
  $(".focus", root).focus({ preventScroll: true });
}

root.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || isModified(event) || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  follow(link.hash.slice(1));
});

const turn = button("From left to right", () => {
  turn.ariaPressed = root.classList.toggle("sideways");
  draw();
}, { className: "turn", ariaPressed: "false" });
scroll.before(turn);
listeners.chosen.push(draw);
listeners.opened.push(draw);
addEventListener("resize", draw);
