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

function addContext() {
  const query = new URLSearchParams(location.search).get("q") || "";
  const words = splitQuery(query.toLowerCase());
  for (const link of document.querySelectorAll("#search-results li > a:only-child")) {
    const page = link.getAttribute("href").replace(/\.html(#.*)?$/, "");
    if (page in searchTexts) link.after(contextOf(words, searchTexts[page]));
  }
  // How many there are is said when the search has finished.
  document.querySelector("#search-results .search-summary")?.setAttribute("role", "status");
}

addEventListener("DOMContentLoaded", () => {
  const results = document.getElementById("search-results");
  new MutationObserver(addContext).observe(results, { childList: true, subtree: true });
});
