// Who disagrees: the table sorts, and a person chosen in it or in the picture filters the thread.
// Where authors are lost, comments stand for themselves: choosing one there chooses it everywhere.

if (map && document.getElementById("people-table")) {
  const table = document.getElementById("people-table");
  const network = document.getElementById("network");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const names = [...body.rows].map((row) => row.cells[0].textContent);
  const links = [...body.rows].map((row) => row.cells[0].querySelector("a"));
  let comment = -1;
  const compare = new Intl.Collator("en", { numeric: true }).compare;

  // Rows that are equal in one column keep the order of the one sorted before.
  function sort(column) {
    const head = heads[column];
    const up = head.ariaSort ? head.ariaSort !== "ascending" : column === 0;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const said = (row) => row.cells[column].textContent.replaceAll(",", "");
    const rows = [...body.rows].map((row) => [said(row), row]);
    rows.sort(([one], [other]) => (up ? 1 : -1) * compare(one, other));
    body.append(...rows.map(([, row]) => row));
  }

  function choose(k) {
    if (links[k]) return map.show(links[k].hash.slice(1), true);
    map.narrow("by", map.filters.by.value === names[k] ? "" : names[k]);
    map.changed();
  }

  // The chosen person's own ties and neighbours stay, the others fade.
  function ego() {
    const chosen = map.filters.by?.value ?? "";
    const anchor = comment < 0 ? "" : "#" + map.comments[comment].id;
    const linked = links.findIndex((link) => link?.hash === anchor);
    const person = chosen ? names.indexOf(chosen) : linked;
    const near = new Set([person]);
    network.classList.toggle("ego", Boolean(network.querySelector(`[data-person="${person}"]`)));
    for (const tie of network.querySelectorAll(".tie")) {
      const ends = tie.dataset.ends.split(" ").map(Number);
      tie.classList.toggle("near", ends.includes(person));
      if (ends.includes(person)) ends.forEach((end) => near.add(end));
    }
    for (const mark of network.querySelectorAll(".person")) {
      mark.classList.toggle("near", near.has(Number(mark.dataset.person)));
      mark.setAttribute("aria-pressed", String(Number(mark.dataset.person) === person));
    }
    for (const button of body.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.textContent === chosen));
    }
  }

  function button(within, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.append(...within.childNodes);
    within.append(made);
    made.addEventListener("click", action);
  }

  heads.forEach((head, column) => button(head, () => sort(column)));
  [...body.rows].forEach((row, k) => links[k] || button(row.cells[0], () => choose(k)));
  for (const mark of network.querySelectorAll(".person")) {
    const k = Number(mark.dataset.person);
    mark.setAttribute("role", "button");
    mark.setAttribute("tabindex", 0);
    mark.addEventListener("click", () => choose(k));
    mark.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(k);
    });
  }
  map.listeners.sifted.push(ego);
  map.listeners.chosen.push((k) => {
    comment = k;
    if (links.some(Boolean)) ego();
  });
}
