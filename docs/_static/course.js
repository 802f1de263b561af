// What scrolls sideways can be reached with the keyboard, and nothing else takes a stop of it.
function letTheKeyboardScroll() {
  for (const box of document.querySelectorAll("pre, .text_html, .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
    } else {
      box.removeAttribute("tabindex");
    }
  }
}
addEventListener("load", letTheKeyboardScroll);
addEventListener("resize", letTheKeyboardScroll);
