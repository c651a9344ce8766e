"use strict";
// The list of maps: sorts its rows, and shows those that hold what is searched. The page says all
// without it. Text is only ever read and compared.
{
  const $ = (query) => document.querySelector(query);
  const table = $("#maps");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const search = $("#search");
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  // Titles, files and points: numbers would be found everywhere.
  const textOf = ({ cells }) => fold(`${cells[1].textContent}\n${cells[6].textContent}`);
  let texts = null;
  let sorted = -1;
  let up = false;

  function sift() {
    const wanted = fold(search.value.trim());
    if (wanted) texts ??= rows.map(textOf);
    let count = 0;
    rows.forEach((row, k) => {
      row.hidden = Boolean(wanted) && !texts[k].includes(wanted);
      count += !row.hidden;
    });
    const [some, all] = [count, rows.length].map((number) => number.toLocaleString("en"));
    $("#found").value = wanted ? `${some} of ${all} threads` : "";
  }

  // What is not known stands last either way; equal rows keep the order of names.
  function sort(column, upward) {
    [sorted, up] = [column, upward];
    for (const head of heads) head.removeAttribute("aria-sort");
    if (column < 0) return body.append(...rows);
    heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
    const words = byWords(column);
    const known = [];
    const unknown = [];
    for (const row of rows) {
      const cell = row.cells[column];
      const said = cell.dataset.n ?? cell.textContent;
      const value = words ? said : Number.parseFloat(said.replaceAll(",", ""));
      (Number.isNaN(value) ? unknown : known).push([value, row]);
    }
    const order = words ? compare : (one, other) => one - other;
    known.sort(([one], [other]) => (up ? 1 : -1) * order(one, other));
    body.append(...[...known, ...unknown].map(([, row]) => row));
  }

  const byWords = (column) => heads[column].dataset.sort === "words";

  // Words begin with a, numbers with the largest; a third press undoes it.
  function press(column) {
    const first = byWords(column);
    if (sorted !== column) sort(column, first);
    else if (up === first) sort(column, !first);
    else sort(-1, false);
    remember();
  }

  heads.forEach((head, column) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => press(column));
    head.append(button);
  });

  // The address keeps what is searched and sorted, for the way back.
  function remember() {
    const said = new URLSearchParams();
    if (search.value.trim()) said.set("q", search.value.trim());
    if (sorted >= 0) said.set(up ? "up" : "down", sorted);
    try {
      history.replaceState(null, "", `#?${said}`);
    } catch {
      // A page within another has no address of its own.
    }
  }

  function restore() {
    const said = new URLSearchParams(location.hash.slice(1));
    const column = Number(said.get("up") ?? said.get("down") ?? -1);
    search.value = said.get("q") ?? "";
    sift();
    const sorts = Boolean(heads[column]?.dataset.sort);
    if (sorts || sorted >= 0) sort(sorts ? column : -1, said.has("up"));
  }

  function find() {
    sift();
    remember();
  }

  search.addEventListener("input", find);
  addEventListener("hashchange", restore);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (!search.value) return search.blur();
      search.value = "";
      find();
    } else if (event.key === "/" && event.target !== search) {
      event.preventDefault();
      search.focus();
    }
  });
  $(".tools").hidden = false;
  restore();
}
