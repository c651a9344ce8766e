// Who disagrees: the table sorts, and a person chosen in it or in the picture filters the thread.

const table = $("#people-table");
const network = $("#network");
const body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells];
const names = [...body.rows].map((row) => row.cells[0].textContent);
const compare = new Intl.Collator("en", { numeric: true }).compare;

// Rows that are equal in one column keep the order of the one sorted before.
function sort(column) {
  const up = heads[column].ariaSort ? heads[column].ariaSort !== "ascending" : column === 0;
  for (const head of heads) head.ariaSort = null;
  heads[column].ariaSort = up ? "ascending" : "descending";
  const said = (row) => row.cells[column].textContent.replaceAll(",", "");
  const rows = [...body.rows].map((row) => [said(row), row]);
  rows.sort(([one], [other]) => (up ? 1 : -1) * compare(one, other));
  body.append(...rows.map(([, row]) => row));
}

function choosePerson(name) {
  narrow("by", filters.by.value === name ? "" : name);
  changed();
}

// The chosen person's own ties and neighbours stay, the others fade.
function ego() {
  const { value } = filters.by;
  const person = value ? names.indexOf(value) : -1;
  const near = new Set([person]);
  network.classList.toggle("ego", Boolean($(`[data-person="${person}"]`, network)));
  for (const tie of $$(".tie", network)) {
    const ends = tie.dataset.ends.split(" ").map(Number);
    tie.classList.toggle("near", ends.includes(person));
    if (ends.includes(person)) ends.forEach((end) => near.add(end));
  }
  for (const mark of $$(".person", network)) {
    mark.classList.toggle("near", near.has(Number(mark.dataset.person)));
    mark.ariaPressed = Number(mark.dataset.person) === person;
  }
  for (const one of $$("button", body)) one.ariaPressed = one.textContent === value;
}

function fill(cell, act) {
  const made = button("", act);
  made.replaceChildren(...cell.childNodes);
  cell.append(made);
}

heads.forEach((head, column) => fill(head, () => sort(column)));
[...body.rows].forEach((row, k) => fill(row.cells[0], () => choosePerson(names[k])));
for (const mark of $$(".person", network)) {
  const choice = () => choosePerson(names[mark.dataset.person]);
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
