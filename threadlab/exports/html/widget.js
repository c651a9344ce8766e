// The argument map as a widget in a notebook: the page itself in a sandbox, and the wire to it. What
// is chosen, searched, filtered and corrected is the same on the page, in every other view of the
// widget, and in Python.

const SHARED = ["selected", "search", "filters", "corrections"];

// Whether the notebook is light or dark, whatever the browser prefers; "": it does not say.
function schemeAround(el) {
  for (let up = el; up; up = up.parentElement) {
    const ground = getComputedStyle(up).backgroundColor.match(/^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/);
    if (!ground || Number(ground[4] ?? 1) < 0.5) continue;
    return 0.3 * ground[1] + 0.59 * ground[2] + 0.11 * ground[3] < 128 ? "dark" : "light";
  }
  return "";
}

function render({ model, el }) {
  const page = model.get("_page");
  if (!page) {
    const words = document.createElement("p");
    words.textContent = model.get("_words");
    el.append(words);
    return undefined;
  }
  const frame = document.createElement("iframe");
  frame.title = "Argument map";
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-downloads");
  frame.style.cssText = "display: block; width: 100%; border: 0";
  const fit = () => (frame.style.height = `${model.get("height")}px`);
  fit();

  // The sandbox gives the page no origin that could be named: "*" is whoever is in the frame, and
  // what comes out of it is known by its window.
  let hearing = false;
  function say(names) {
    const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    frame.contentWindow?.postMessage({ ...state, scheme: schemeAround(el), threadlab: "notebook" }, "*");
  }

  function hear({ source, data }) {
    if (!source || source !== frame.contentWindow || data?.threadlab !== "page") return;
    if (data.ready) {
      say(SHARED);
      return;
    }
    hearing = true;
    for (const name of SHARED) if (Object.hasOwn(data, name)) model.set(name, data[name]);
    hearing = false;
    model.save_changes();
  }

  // What this page said itself is no news to it.
  const changes = SHARED.map((name) => [`change:${name}`, () => hearing || say([name])]);
  changes.push(["change:height", fit]);
  for (const [event, act] of changes) model.on(event, act);
  addEventListener("message", hear);
  // A notebook says with its body's attributes which theme it wears.
  const themes = new MutationObserver(() => requestAnimationFrame(() => say([])));
  themes.observe(document.body, { attributes: true });
  frame.srcdoc = page;
  el.append(frame);
  return () => {
    themes.disconnect();
    removeEventListener("message", hear);
    for (const [event, act] of changes) model.off(event, act);
  };
}

export default { render };
