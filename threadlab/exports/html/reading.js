// Reading the thread: bars that filter it, keys that walk and fold its branches, and what can
// be done with one comment.

const go = (k) => choose(k, { focus: true });

keys.u = () => {
  if (kinds[chosen]?.answers >= 0) go(kinds[chosen].answers);
};
keys.ArrowLeft = () => {
  const fold = chosen >= 0 && foldOf(chosen);
  if (fold?.open) fold.open = false;
  else keys.u();
};
keys.ArrowRight = () => {
  if (chosen < 0) return;
  const fold = foldOf(chosen);
  if (fold && !fold.open) fold.open = true;
  else if (kinds[chosen + 1]?.answers === chosen && isShown(chosen + 1)) go(chosen + 1);
};

const branch = action("", () => toggle("branch", comments[chosen].id));
const copy = action("copy link", async () => {
  try {
    await navigator.clipboard.writeText(location.href.split("#")[0] + address());
    copy.textContent = "copied";
  } catch {
    // Not every browser lets a page from the disk copy: then it is in the address line to copy.
    remember();
    copy.textContent = "link is in the address line";
  }
  setTimeout(() => (copy.textContent = "copy link"), 2000);
}, { hidden: location.protocol === "about:" }); // in a notebook

function tellBranch() {
  branch.hidden = chosen >= 0 && !foldOf(chosen);
  branch.textContent = filters.branch.value === comments[chosen]?.id ? "whole thread" : "only this branch";
}

listeners.chosen.push(tellBranch);
listeners.sifted.push(tellBranch);

// The bars of the summary become buttons that filter.
for (const row of $$(".row")) {
  const [[name, value]] = Object.entries(row.dataset);
  const bar = button([...row.childNodes], () => toggle(name, value));
  row.append(bar);
  listeners.sifted.push(() => (bar.ariaPressed = filters[name].value === value));
  bar.ariaPressed = "false";
}
