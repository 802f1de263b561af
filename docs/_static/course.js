// What scrolls sideways can be reached with the keyboard, and nothing else takes a stop of it. A
// figure or a table says that there is more of it.
function letTheKeyboardScroll() {
  const pictures = ".picture, article p:has(> img:only-child)";
  const boxes = `pre, .text_html, .table-wrapper, ${pictures}`;
  for (const box of document.querySelectorAll(boxes)) {
    const isCut = box.scrollWidth > box.clientWidth + 1;
    if (isCut || box.matches(".is-fitted")) {
      box.tabIndex = 0;
    } else {
      box.removeAttribute("tabindex");
    }
    box.classList.toggle("is-cut", isCut && !box.matches("pre"));
  }
}

// A tap on a figure that is cut fits it to the screen, and the next one brings its size back.
function fitThePicture(event) {
  const box = event.target.closest?.(".picture");
  const isCutOrFitted = box?.matches(".is-cut, .is-fitted");
  if (isCutOrFitted && (event.type === "click" || event.key === "Enter")) {
    box.classList.toggle("is-fitted");
    letTheKeyboardScroll();
  }
}
addEventListener("click", fitThePicture);
addEventListener("keydown", fitThePicture);
addEventListener("load", letTheKeyboardScroll);
addEventListener("resize", letTheKeyboardScroll);
addEventListener("toggle", letTheKeyboardScroll, true); // what was folded has a width now
