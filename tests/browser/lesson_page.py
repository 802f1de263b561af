"""A lesson in JupyterLab, used as a learner uses it: by the keyboard, and by looking."""

SECONDS_TO_OPEN = 120
SECONDS_TO_RUN = 600  # a lesson takes a minute on two free cores, and tests seldom have two

_MOST_TABS = 8
_ACTIVE_CELL = ".jp-Notebook .jp-Cell.jp-mod-active"
_SOURCE = ".jp-InputArea-editor"
_FOLDED = ".jp-InputPlaceholder"
# How many presses of an arrow key lead to the code cell with a text. They pass over folded cells.
_STEPS_TO = """(cells, text) => {
    const isThere = cell => cell.matches('.jp-CodeCell')
        && cell.querySelector('.jp-Cell-inputWrapper').textContent.includes(text);
    const [from, to] = [cells.findIndex(cell => cell.matches('.jp-mod-active')),
                        cells.findIndex(isThere)];
    const stops = cells.map(cell => !cell.querySelector('.jp-InputPlaceholder'));
    return to >= from ? stops.slice(from + 1, to + 1).filter(Boolean).length
                      : -stops.slice(to, from).filter(Boolean).length;
}"""


class LessonPage:
    """An open notebook.

    Texts are read as text content: JupyterLab leaves cells that are out of sight out of the
    layout, and then they have no inner text.

    Parameters
    ----------
    page : playwright.sync_api.Page
    address : str
        Where JupyterLab opens the notebook.
    """

    def __init__(self, page, address):
        self.page = page
        page.goto(address)
        page.locator(_ACTIVE_CELL + ":focus").wait_for()
        page.locator(".jp-StatusBar-TextItem", has_text="| Idle").wait_for()

    # Looking

    @property
    def cards(self):
        """The cards that `check`, `hint` and `solution` have shown in this session."""
        return self.page.locator(".jp-OutputArea-output [role=group]")

    def code_cell(self, text):
        """Return the one code cell that has this text in its source, as far as it is unfolded."""
        source = self.page.locator(f"{_SOURCE}, {_FOLDED}", has_text=text)
        return self.page.locator(".jp-CodeCell").filter(has=source)

    def card_of(self, text):
        """Return the card under the code cell that has this text in its source."""
        return self.code_cell(text).locator(".jp-OutputArea-output [role=group]")

    def folded_cells(self):
        """Return the code cells of whose source only the first line is shown."""
        return self.page.locator(".jp-CodeCell").filter(has=self.page.locator(_FOLDED))

    def errors(self):
        """Return the tracebacks that stand under the cells."""
        kind = "application/vnd.jupyter.error"
        return self.page.locator(
            f".jp-OutputArea-output[data-mime-type='{kind}']"
        ).all_text_contents()

    def show_in_the_middle(self, text):
        """Scroll to the code cell that has this text in its source."""
        self.code_cell(text).evaluate("cell => cell.scrollIntoView({block: 'center'})")

    # Doing

    def press(self, *keys):
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, text):
        """Move to the code cell that has this text in its source, by the arrow keys."""
        self.press("Escape")
        cells = self.page.locator(".jp-Notebook .jp-Cell")
        steps = cells.evaluate_all(_STEPS_TO, text)
        self.press(*["ArrowDown" if steps > 0 else "ArrowUp"] * abs(steps))
        self.page.locator(_ACTIVE_CELL, has_text=text).wait_for()

    def tab_to(self, text):
        """Press Tab until the thing with this text has the focus."""
        for _ in range(_MOST_TABS):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.textContent") == text:
                return
        raise AssertionError(f"{_MOST_TABS} times Tab do not lead to {text}")

    def replace_body(self, function, lines):
        """Type lines in the place of the last line of an exercise cell, and leave the cell."""
        self.go_to(f"def {function}(")
        self.press("Enter", "ControlOrMeta+End", "Shift+Home")
        for number, line in enumerate(lines):
            if number:
                self.press("Enter")  # JupyterLab indents the new line like the one above it
            self.page.keyboard.type(line)
        self.press("Escape")

    def rewrite(self, text, code):
        """Type one line in place of all that is in the code cell with this text."""
        self.go_to(text)
        self.press("Enter", "ControlOrMeta+A")
        self.page.keyboard.type(code)
        self.press("Escape")

    def answer(self, call, value):
        """Type a value in place of the dots of a call that ends its cell, and run it."""
        self.go_to(call)
        self.press("Enter", "ControlOrMeta+End", "ArrowLeft", *["Backspace"] * len("..."))
        self.page.keyboard.type(value)
        self.press("Escape")
        self.run(call)

    def uncomment(self, line):
        """Take away the sign # of one line, in the code cell that has it."""
        self.go_to(line)
        self.press("Enter", "ControlOrMeta+Home")
        lines = self.page.locator(f"{_ACTIVE_CELL} .cm-line").all_text_contents()
        self.press(*["ArrowDown"] * lines.index(line), "ControlOrMeta+/", "Escape")

    def run(self, text):
        """Run the code cell that has this text in its source, and wait for its end."""
        self.go_to(text)
        before = self._prompt_of(text)
        self.press("Shift+Enter")
        self._wait_for(
            "([cell, before]) => /\\d/.test(cell.textContent) && cell.textContent !== before",
            [self.code_cell(text).locator(".jp-InputPrompt").element_handle(), before],
        )

    def command(self, name):
        """Choose a command from the palette by its name."""
        self.press("Escape", "ControlOrMeta+Shift+C")
        palette = self.page.locator("#modal-command-palette")
        palette.get_by_placeholder("SEARCH").wait_for()
        self.page.keyboard.type(name)
        palette.locator(".lm-CommandPalette-item.lm-mod-active", has_text=name).wait_for()
        self.press("Enter")
        palette.wait_for(state="hidden")

    def clear_outputs(self):
        """Clear what earlier runs have left."""
        self.command("Clear Outputs of All Cells")
        self._wait_for("() => !document.querySelector('.jp-Notebook .jp-OutputArea-output')")

    def run_all(self):
        """Run all cells of a cleared notebook, and wait for the last one."""
        self.start_all()
        self._wait_for_the_last_cell()

    def start_all(self):
        """Start to run all cells, and wait for none."""
        self.command("Run All Cells")

    def accept_that_the_kernel_has_died(self):
        """Wait until JupyterLab says so, close what it says, and wait for the new kernel."""
        dialog = self.page.get_by_role("dialog").filter(has_text="appears to have died")
        dialog.wait_for(timeout=1000 * SECONDS_TO_RUN)
        self.press("Enter")
        dialog.wait_for(state="hidden")
        self.page.locator(".jp-StatusBar-TextItem", has_text="| Idle").wait_for()

    def wait_for_a_bar_of(self, items):
        """Wait until a cell shows how many items it has done."""
        bar = self.page.locator(".jp-OutputArea-output", has_text=f"{items}: ")
        bar.first.wait_for(timeout=1000 * SECONDS_TO_RUN)

    def restart_and_run_all(self):
        """Run all cells of a cleared notebook in a new kernel, and wait for the last one."""
        self.command("Restart Kernel and Run All Cells…")
        self.page.get_by_role("button", name="Confirm Kernel Restart").wait_for()
        self.press("Enter")
        self._wait_for_the_last_cell()

    def _prompt_of(self, text):
        return self.code_cell(text).locator(".jp-InputPrompt").text_content()

    def _wait_for_the_last_cell(self):
        """Wait until each code cell has its number, or one has raised an error."""
        self._wait_for("""() => {
            const places = '.jp-CodeCell .jp-InputArea .jp-InputPrompt';  // folded cells have none
            const prompts = [...document.querySelectorAll(places)].map(it => it.textContent);
            return prompts.every(prompt => /\\d/.test(prompt)) || document.querySelector(
                "[data-mime-type='application/vnd.jupyter.error']");
        }""")

    def _wait_for(self, condition, argument=None):
        self.page.wait_for_function(condition, arg=argument, timeout=1000 * SECONDS_TO_RUN)
