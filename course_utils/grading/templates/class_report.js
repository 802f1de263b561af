"use strict";
const table = document.getElementById("student-table");
const body = table.tBodies[0];
const heads = [...table.tHead.rows[0].cells];

function valueOf(row, place) {
  const value = row.cells[place].dataset.value;
  return place === 0 ? value : Number(value);
}

function sortBy(place) {
  const head = heads[place];
  const upwards = head.getAttribute("aria-sort") !== "ascending";
  for (const other of heads) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", upwards ? "ascending" : "descending");
  const sign = upwards ? 1 : -1;
  const rows = [...body.rows].sort((one, two) => {
    const a = valueOf(one, place), b = valueOf(two, place);
    return sign * (place === 0 ? a.localeCompare(b) : a - b);
  });
  body.append(...rows);
}

heads.forEach((head, place) => {
  head.querySelector("button").addEventListener("click", () => sortBy(place));
});

const search = document.getElementById("search");
const failing = document.getElementById("failing");
function filter() {
  const text = search.value.toLowerCase();
  let count = 0;
  for (const row of body.rows) {
    const fails = row.dataset.failing.split(" ");
    const isWanted = !failing.value || fails.includes(failing.value);
    row.hidden = !(isWanted && row.cells[0].dataset.value.toLowerCase().includes(text));
    count += !row.hidden;
  }
  document.getElementById("count").textContent = `${count} of ${body.rows.length} students`;
}
search.addEventListener("input", filter);
failing.addEventListener("change", filter);
document.getElementById("find").hidden = false;
filter();
