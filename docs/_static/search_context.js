// A line of context below each result of Sphinx's search, from the texts in search_texts.js.
const before = 60; // characters shown before the word that was found
const after = 120;

function placeOf(words, text) {
  const stemmer = new Stemmer(); // the search compares stems, which most words begin with
  for (const word of [words.join(" "), ...words, ...words.map((word) => stemmer.stemWord(word))]) {
    const start = text.toLowerCase().indexOf(word);
    if (start >= 0) return [start, start + word.length];
  }
  return [0, 0]; // found in the title only
}

function contextOf(words, text) {
  const [start, end] = placeOf(words, text);
  const from = start > before ? text.indexOf(" ", start - before) + 1 : 0;
  const to = end + after < text.length ? text.lastIndexOf(" ", end + after) : text.length;
  const line = document.createElement("p");
  line.className = "context";
  const found = document.createElement("mark");
  found.textContent = text.slice(start, end);
  line.append(from ? "… " : "", text.slice(from, start), found);
  line.append(text.slice(end, to), to < text.length ? " …" : "");
  return line;
}

// Where a place of a page was found, it stands for the page, as far up as either of them.
function withoutRepeats(results) {
  const find = () => [...results.querySelectorAll("li > a")];
  const hrefOf = (link) => link.getAttribute("href");
  for (const link of find().filter((link) => !hrefOf(link).includes("#"))) {
    const place = find().find((other) => hrefOf(other).startsWith(`${hrefOf(link)}#`));
    if (!place) continue;
    const [page, itsPlace] = [link.closest("li"), place.closest("li")];
    const isAbove = page.compareDocumentPosition(itsPlace) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isAbove) page.replaceWith(itsPlace);
    else page.remove();
  }
  return find();
}

function addContext() {
  const query = new URLSearchParams(location.search).get("q") || "";
  const words = splitQuery(query.toLowerCase());
  const links = withoutRepeats(document.getElementById("search-results"));
  const pages = new Set();
  for (const link of links) {
    const page = link.getAttribute("href").replace(/\.html(#.*)?$/, "");
    const isFirst = !pages.has(page);
    pages.add(page);
    if (isFirst && page in searchTexts && !link.parentElement.querySelector(".context")) {
      link.after(contextOf(words, searchTexts[page]));
    }
  }
  // How many there are is said when the search has finished.
  const summary = document.querySelector("#search-results .search-summary");
  if (!summary) return;
  summary.setAttribute("role", "status");
  const said = summary.textContent.replace(/\d+/, links.length);
  if (said !== summary.textContent) summary.textContent = said;
}

addEventListener("DOMContentLoaded", () => {
  const results = document.getElementById("search-results");
  new MutationObserver(addContext).observe(results, { childList: true, subtree: true });
  const query = new URLSearchParams(location.search).get("q");
  if (query) document.getElementById("search-here").value = query;
});
