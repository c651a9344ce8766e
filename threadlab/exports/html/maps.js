// The maps as tabs over one place; which one is open stands in the address.

if (map) {
  const desk = document.querySelector(".desk");
  const panels = [...desk.querySelectorAll(".map")];
  const tabs = panels.map(tabOf);
  let opened = panels[0].id;

  function tabOf(panel) {
    const heading = panel.querySelector("h2");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = panel.id + "-tab";
    tab.textContent = heading.textContent;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    heading.hidden = true;
    return tab;
  }

  function open(name) {
    opened = name;
    panels.forEach((panel, k) => {
      const on = panel.id === name;
      panel.hidden = !on;
      tabs[k].setAttribute("aria-selected", String(on));
      tabs[k].tabIndex = on ? 0 : -1;
    });
    desk.classList.toggle("wide", name !== panels[0].id);
    for (const listener of map.listeners.opened) listener(name);
  }

  function turn(k) {
    const at = (k + tabs.length) % tabs.length;
    open(panels[at].id);
    tabs[at].focus();
    map.remember();
  }

  if (tabs.length > 1) {
    const list = document.createElement("div");
    list.className = "tabs";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", "Maps");
    list.append(...tabs);
    panels[0].before(list);
    list.addEventListener("click", (event) => {
      const k = tabs.indexOf(event.target);
      if (k >= 0) turn(k);
    });
    list.addEventListener("keydown", (event) => {
      const k = tabs.indexOf(event.target);
      const to = { ArrowRight: k + 1, ArrowLeft: k - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      turn(to);
    });
    map.parts.map = {
      get: () => (opened === panels[0].id ? "" : opened),
      set: (name) => open(panels.find((panel) => panel.id === name)?.id ?? panels[0].id),
    };
    // What the maps after this one hear of is the first opening.
    queueMicrotask(() => open(opened));
  }
}
