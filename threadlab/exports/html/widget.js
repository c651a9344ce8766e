// The argument map as a widget in a notebook: the page itself in a sandbox, and the wire to it. What
// is chosen, searched, filtered and corrected is the same on the page, in every other view of the
// widget, and in Python.

const SHARED = ["selected", "search", "filters", "corrections"];

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
    frame.contentWindow?.postMessage({ ...state, threadlab: "notebook" }, "*");
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
  frame.srcdoc = page;
  el.append(frame);
  return () => {
    removeEventListener("message", hear);
    for (const [event, act] of changes) model.off(event, act);
  };
}

export default { render };
