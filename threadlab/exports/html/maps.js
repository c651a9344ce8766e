// The maps as tabs over one place; which one is open stands in the address.

const panels = $$(".map");
const tabs = $$(".tabs button");
for (const panel of panels) {
  panel.role = "tabpanel";
  panel.setAttribute("aria-labelledby", panel.id + "-tab");
  $("h2", panel).hidden = true;
}
let opened = panels[0].id;

function open(name) {
  opened = name;
  panels.forEach((panel, k) => {
    const isOpen = panel.id === name;
    panel.hidden = !isOpen;
    tabs[k].ariaSelected = isOpen;
    tabs[k].tabIndex = isOpen ? 0 : -1;
  });
  $(".desk").className = "desk " + name;
  announce("opened");
}

function turn(k) {
  const at = k % tabs.length;
  open(panels.at(at).id);
  tabs.at(at).focus();
  remember();
}

tabs.forEach((tab, k) => tab.addEventListener("click", () => turn(k)));
$(".tabs").hidden = false;
$(".tabs").addEventListener("keydown", (event) => {
  const k = tabs.indexOf(event.target);
  const to = { ArrowRight: k + 1, ArrowLeft: k - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined || isModified(event)) return;
  event.preventDefault();
  turn(to);
});
parts.map = {
  get: () => (opened === panels[0].id ? "" : opened),
  set: (name) => open(panels.find((panel) => panel.id === name)?.id ?? panels[0].id),
};
// What the maps after this one hear of is the first opening.
queueMicrotask(() => open(opened));
