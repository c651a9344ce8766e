// Who disagrees: the table sorts, and a person chosen in it or in the picture filters the thread.
// Where authors are lost, comments stand for themselves, and are chosen.

const table = $("#people-table");
const network = $("#network");
const body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells];
const cells = [...body.rows].map((row) => row.cells[0]);
const names = cells.map((cell) => cell.textContent);
const links = cells.map((cell) => $("a", cell));
const compare = new Intl.Collator("en", { numeric: true }).compare;

// Rows that are equal in one column keep their order.
function sort(column) {
  const up = heads[column].ariaSort ? heads[column].ariaSort !== "ascending" : column === 0;
  for (const head of heads) head.ariaSort = null;
  heads[column].ariaSort = up ? "ascending" : "descending";
  const said = (row) => row.cells[column].textContent.replaceAll(",", "");
  body.append(...[...body.rows].sort((one, other) => (up ? 1 : -1) * compare(said(one), said(other))));
}

function choosePerson(k) {
  if (links[k]) return show(links[k].hash.slice(1), true);
  toggle("by", names[k]);
}

// The chosen one's own ties and neighbours stay, the others fade.
function ego() {
  const name = filters.by?.value;
  const linked = links.findIndex((link) => link && link.hash.slice(1) === comments[chosen]?.id);
  const person = name ? names.indexOf(name) : linked;
  const near = new Set([person]);
  network.classList.toggle("ego", Boolean($(`[data-person="${person}"]`, network)));
  for (const tie of $$(".tie", network)) {
    const ends = tie.dataset.ends.split(" ").map(Number);
    if (tie.classList.toggle("near", ends.includes(person))) ends.forEach((end) => near.add(end));
  }
  for (const mark of $$(".person", network)) {
    mark.classList.toggle("near", near.has(Number(mark.dataset.person)));
    mark.ariaPressed = Number(mark.dataset.person) === person;
  }
  for (const one of $$("button", body)) one.ariaPressed = one.textContent === name;
}

heads.forEach((head, column) => head.append(button([...head.childNodes], () => sort(column))));
cells.forEach((cell, k) => links[k] || cell.append(button([...cell.childNodes], () => choosePerson(k))));
for (const mark of $$(".person", network)) {
  const choice = () => choosePerson(Number(mark.dataset.person));
  mark.role = "button";
  mark.tabIndex = 0;
  mark.addEventListener("click", choice);
  mark.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choice();
  });
}
listeners.sifted.push(ego);
if (links.some(Boolean)) listeners.chosen.push(ego);
