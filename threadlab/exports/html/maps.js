// The maps as tabs over one place; which one is open stands in the address.

const panels = $$(".map");
const tabs = panels.map((panel) => {
  const heading = $("h2", panel);
  const tab = button(heading.textContent, () => turn(panels.indexOf(panel)), { id: panel.id + "-tab", role: "tab" });
  tab.setAttribute("aria-controls", panel.id);
  panel.role = "tabpanel";
  panel.setAttribute("aria-labelledby", tab.id);
  heading.hidden = true;
  return tab;
});
let opened = panels[0].id;

function open(name) {
  opened = name;
  panels.forEach((panel, k) => {
    panel.hidden = panel.id !== name;
    tabs[k].ariaSelected = panel.id === name;
    tabs[k].tabIndex = panel.id === name ? 0 : -1;
  });
  $(".desk").className = "desk " + name;
  for (const listener of listeners.opened) listener(name);
}

function turn(k) {
  const at = (k + tabs.length) % tabs.length;
  open(panels[at].id);
  tabs[at].focus();
  remember();
}

if (tabs.length > 1) {
  const list = make("div", { className: "tabs", role: "tablist", ariaLabel: "Maps" }, ...tabs);
  panels[0].before(list);
  list.addEventListener("keydown", (event) => {
    const k = tabs.indexOf(event.target);
    const to = { ArrowRight: k + 1, ArrowLeft: k - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    turn(to);
  });
  parts.map = {
    get: () => (opened === panels[0].id ? "" : opened),
    set: (name) => open(panels.find((panel) => panel.id === name)?.id ?? panels[0].id),
  };
  // What the maps after this one hear of is the first opening.
  queueMicrotask(() => open(opened));
}
