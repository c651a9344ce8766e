// Reading the thread: bars that filter it, keys that walk and fold its branches, what can be done
// with one comment, and paper.

if (map) {
  const { comments, kinds } = map;
  const foldOf = (k) => {
    const below = comments[k].nextElementSibling;
    return below?.tagName === "DETAILS" ? below : null;
  };
  const visible = (k) => comments[k].checkVisibility?.() ?? comments[k].offsetParent;
  const go = (k) => map.choose(k, { focus: true });

  function up() {
    const k = map.chosen();
    if (k >= 0 && kinds[k].answers >= 0) go(kinds[k].answers);
  }

  map.keys.u = up;
  map.keys.ArrowLeft = () => {
    const fold = map.chosen() >= 0 && foldOf(map.chosen());
    if (fold?.open) fold.open = false;
    else up();
  };
  map.keys.ArrowRight = () => {
    const k = map.chosen();
    if (k < 0) return;
    const fold = foldOf(k);
    if (fold && !fold.open) fold.open = true;
    else if (kinds[k + 1]?.answers === k && visible(k + 1)) go(k + 1);
  };

  // What can be done stands in the line above the chosen comment.
  const actions = document.createElement("span");
  actions.className = "actions";

  function action(words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", () => act(button));
    actions.append(button);
    return button;
  }

  const branch = action("only this branch", () => {
    const name = comments[map.chosen()].id;
    map.narrow("branch", map.filters.branch.value === name ? "" : name);
    map.changed();
  });
  const copy = action("copy link", async (button) => {
    const link = location.href.split("#")[0] + map.address();
    try {
      await navigator.clipboard.writeText(link);
      button.textContent = "copied";
    } catch {
      // Not every browser lets a page from the disk copy: then it is in the address line to copy.
      map.remember();
      button.textContent = "link is in the address line";
    }
    setTimeout(() => (button.textContent = "copy link"), 2000);
  });
  // A page within a notebook has no address of its own.
  copy.hidden = location.protocol === "about:";

  function tell() {
    const k = map.chosen();
    const chosen = k >= 0 && map.filters.branch.value === comments[k].id;
    branch.textContent = chosen ? "whole thread" : "only this branch";
    branch.hidden = k >= 0 && !foldOf(k);
  }

  map.listeners.chosen.push((k) => {
    if (k < 0) actions.remove();
    else comments[k].firstElementChild.append(actions);
    tell();
  });
  map.listeners.sifted.push(tell);

  // The bars of the summary become buttons that filter.
  for (const row of document.querySelectorAll(".row")) {
    const [[name, value]] = Object.entries(row.dataset);
    const filter = map.filters[name];
    if (!filter) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(...row.childNodes);
    row.append(button);
    button.addEventListener("click", () => {
      filter.value = filter.value === value ? "" : value;
      map.changed();
    });
    map.listeners.sifted.push(() => button.setAttribute("aria-pressed", String(filter.value === value)));
  }

  // Paper shows what is folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });
}
