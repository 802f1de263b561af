"""Every figure of stored rows says on which processor they were measured, and so do the pages."""

import ast
import csv
import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from course_utils.experiments import names
from course_utils.experiments.experiment import RESULTS
from course_utils.experiments.measured_on import FILE, processors_of
from course_utils.figures import plots
from course_utils.notebooks.building import sources

ROOT = Path(__file__).resolve().parent.parent
ZEN_4 = "AMD EPYC (Zen 4, AVX-512)"
ROWS_OF_A_FIGURE = re.compile(r"^ +rows=.*,\n|, rows=(?=[\"(]).*(?=\)\n)", re.MULTILINE)

# --- lessons ---


class Origins:
    """Follows, statement by statement, which results the variables of a lesson come from."""

    def __init__(self):
        self.of_names = {}
        self.used = set()  # by the present cell
        self.modules = set()

    def of(self, node):
        """Return the results that an expression comes from, and count them as used."""
        nodes = list(ast.walk(node))
        names = [it for it in nodes if isinstance(it, ast.Name)]
        own = {name.id for name in names if isinstance(name.ctx, ast.Store)}  # of comprehensions
        own |= {it.arg for it in nodes if isinstance(it, ast.arg)}
        found = {it.args[0].value for it in nodes if is_call(it, "read_results")}
        for name in names:
            if name.id not in own:
                found |= self.of_names.get(name.id, set())
        self.used |= found
        return found

    def follow(self, statement):
        match statement:
            case ast.Assign(targets=targets, value=value):
                found = self.of(value)
                for target in targets:
                    self.bind(target, found)
            case ast.AugAssign(target=target, value=value):
                self.add(target, self.of(value))
            case ast.AnnAssign(target=target, value=value) if value:
                self.bind(target, self.of(value))
            case ast.FunctionDef(name=name):
                self.of_names[name] = self.of(statement)
            case ast.For(target=target, iter=iterable, body=body):
                self.bind(target, self.of(iterable))
                self.follow_all([*body, *body])  # what a turn leaves, the next one finds
            case ast.With(items=items, body=body):
                for item in items:
                    found = self.of(item.context_expr)
                    if item.optional_vars:
                        self.bind(item.optional_vars, found)
                self.follow_all(body)
            case ast.If(test=test, body=body, orelse=orelse):
                self.of(test)
                self.follow_branches(body, orelse)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
                self.follow_branches([*body, *orelse], *(handler.body for handler in handlers))
                self.follow_all(finalbody)
            case ast.Expr(value=ast.Call(func=ast.Attribute() as method) as call):
                self.add(method, self.of(call))  # axis.plot(x), lines.append(x)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                self.modules |= {it.asname or it.name for it in names}
            case ast.Expr() | ast.Assert():
                self.of(statement)
            case _:
                raise NotImplementedError(ast.unparse(statement))

    def follow_all(self, statements):
        for statement in statements:
            self.follow(statement)

    def follow_branches(self, *branches):
        before, after = self.of_names, {}
        for branch in branches:
            self.of_names = {name: set(found) for name, found in before.items()}
            self.follow_all(branch)
            for name, found in self.of_names.items():
                after[name] = after.get(name, set()) | found
        self.of_names = after

    def bind(self, target, found):
        if isinstance(target, ast.Subscript | ast.Attribute):
            self.add(target, found)
            return
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                self.of_names[node.id] = set(found)

    def add(self, target, found):
        """Add origins to a variable, of which an item, an attribute or all is changed."""
        while isinstance(target, ast.Subscript | ast.Attribute):
            target = target.value
        if isinstance(target, ast.Name) and target.id not in self.modules:
            self.of_names[target.id] = self.of_names.get(target.id, set()) | found


def is_call(node, name):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (node.func.id == name)


def cells_of(text):
    """Return the statements of each cell of a text source."""
    marks = [n for n, line in enumerate(text.splitlines(), start=1) if line.startswith("# %%")]
    cells = {0: []}
    for statement in ast.parse(text).body:
        first = max((mark for mark in marks if mark <= statement.lineno), default=0)
        cells.setdefault(first, []).append(statement)
    return cells


def complaints(text):
    """Return what is wrong with the rows that the figures of a lesson name."""
    origins, found = Origins(), []
    for statements in cells_of(text).values():
        origins.used = set()
        origins.follow_all(statements)
        for call in (it for whole in statements for it in ast.walk(whole) if is_call(it, "show")):
            named = [keyword.value for keyword in call.keywords if keyword.arg == "rows"]
            rows = ast.literal_eval(named[0]) if named else ()
            rows = {rows} if isinstance(rows, str) else set(rows)
            if rows != origins.used:
                found.append(f"line {call.lineno}: rows of {origins.used}, named are {rows}")
    return found


each_lesson = pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)


@each_lesson
def test_each_figure_names_the_rows_it_shows(source):
    assert complaints(source.read_text(encoding="utf-8")) == []


@each_lesson
def test_no_figure_can_leave_its_rows_out(source):
    text = source.read_text(encoding="utf-8")
    for rows in ROWS_OF_A_FIGURE.finditer(text):
        assert len(complaints(text[: rows.start()] + text[rows.end() :])) == 1


def test_there_are_figures_of_rows():
    figures = [ROWS_OF_A_FIGURE.findall(path.read_text(encoding="utf-8")) for path in sources()]
    assert sum(map(len, figures)) >= 16
    assert '    rows=("normalisation", "transfer_ladder", "transfer_seconds"),\n' in figures[5]


@pytest.mark.parametrize(
    "code",
    [
        'axis.plot(read_results("a"))\nshow(figure, "x")',
        'a = read_results("a")\n# %%\naxis.plot(a)\nshow(figure, "x")',
        'a = read_results("a")\nshow(figure, "x", rows="b")',
        'a, b = read_results("a"), read_results("b")\nshow(figure, f"{a}{b}", rows="a")',
        'a = read_results("a")\nb = a.mean()\nb = b + 1\n# %%\nshow(figure, f"{b}")',
        'a = read_results("a")\ndef draw(): axis.plot(a)\n# %%\ndraw()\nshow(figure, "x")',
        'a = read_results("a")\nc = []\nfor b in a:\n    c.append(b)\n# %%\nshow(figure, f"{c}")',
        'a = read_results("a")\nc = {}\nc["a"] = a\n# %%\nshow(figure, f"{c}")',
        'a = read_results("a")\nif a:\n    b = a\nelse:\n    b = 0\n# %%\nshow(figure, f"{b}")',
        'a = read_results("a")\n# %%\nfor b in a:\n    show(figure, "x")',
        'show(figure, "nothing was read", rows="a")',
    ],
)
def test_a_figure_with_other_rows_than_it_names_is_found(code):
    assert complaints(code)


@pytest.mark.parametrize(
    "code",
    [
        'show(figure, "x")',
        'a = read_results("a")\n# %%\nshow(figure, "x")',
        'a = read_results("a")\n# %%\na = 1\n# %%\naxis.plot(a)\nshow(figure, "x")',
        'a = read_results("a")\n# %%\nshow(figure, f"{[a for a in range(3)]}")',
        'a = read_results("a")\n# %%\nshow(figure, f"{a}", rows="a")',
        'a, b = read_results("a"), read_results("b")\nshow(figure, f"{a}{b}", rows=("b", "a"))',
    ],
)
def test_a_figure_that_names_its_rows_is_accepted(code):
    assert complaints(code) == []


@each_lesson
def test_a_lesson_that_names_the_processor_of_its_rows_is_right(source):
    text = " ".join(source.read_text(encoding="utf-8").replace("\n#", "\n").split())
    read = re.findall(r'read_results\("(\w+)"\)', text)
    of_rows = [processors_of(RESULTS / f"{name}.csv") for name in read]
    assert {name for _, name in noted() if name in text} <= {it for all_ in of_rows for it in all_}


# --- data/results/processors.csv ---


def noted():
    with (RESULTS / FILE).open(encoding="utf-8", newline="") as file:
        return [(row["results"], row["processor"]) for row in csv.DictReader(file)]


def test_the_processor_of_all_stored_results_is_known():
    there = {path.stem for path in RESULTS.glob("*.csv") if path.name != FILE}
    assert there <= {results for results, _ in noted()} <= there | set(names())
    assert all(processor.strip() for _, processor in noted())
    assert noted() == sorted(set(noted()))


# --- show ---


@pytest.fixture
def shown(monkeypatch):
    """Return a function that displays a figure and gives its HTML and its plain text."""

    def show(**arguments):
        displayed = []
        monkeypatch.setattr("IPython.display.display", lambda data, raw: displayed.append(data))
        plots.show(plt.figure(figsize=(1, 1)), "A line that rises.", **arguments)
        return displayed[0]["text/html"], displayed[0]["text/plain"]

    return show


@pytest.fixture
def results(tmp_path, monkeypatch):
    """Return a folder of results that figures look into, with a note of some processors."""
    monkeypatch.setattr(plots, "RESULTS", tmp_path)
    lines = ["shift,Z80", "similarity,Z80", "live_ranges,6502", "live_ranges,<68000>", "time,Z80"]
    (tmp_path / FILE).write_text(
        "\n".join(["results,processor,hours", *(f"{line}," for line in lines), ""])
    )
    return tmp_path


def test_a_figure_without_rows_has_no_line_below_it(shown):
    page, text = shown()
    assert re.fullmatch(r"<img [^>]+>", page)
    assert text == "Figure: A line that rises."


def test_a_figure_of_rows_has_a_line_below_it(shown, results):
    page, text = shown(rows="shift")
    assert text == "Figure: A line that rises.\nRows: `course experiment shift`, measured on Z80"
    line = "Rows: <code>course experiment shift</code>, measured on Z80"
    assert re.fullmatch(
        rf'<figure style="margin: 0"><img [^>]+ alt="A line that rises\." [^>]+>'
        rf'<figcaption style="font-size: 85%">{line}</figcaption></figure>',
        page,
    )


def test_the_stored_rows_of_the_course_say_their_processor(shown):
    name = "lenet_overfitting"
    assert shown(rows=name)[1].endswith(f"`course experiment {name}`, measured on {ZEN_4}")


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (
            ["shift", "similarity"],
            "`course experiment shift` and `course experiment similarity`, measured on Z80",
        ),
        ("live_ranges", "`course experiment live_ranges`, measured on 6502 and <68000>"),
        (
            ("shift", "live_ranges"),
            "`course experiment shift`, measured on Z80; `course experiment live_ranges`, measured "
            "on 6502 and <68000>",
        ),
        ("time", "`data/results/time.csv`, measured on Z80"),
        (
            ("shift", "similarity", "time"),
            "`course experiment shift`, `course experiment similarity` and "
            "`data/results/time.csv`, measured on Z80",
        ),
    ],
)
def test_the_line_names_all_results_and_all_their_processors(rows, line, shown, results):
    page, text = shown(rows=rows)
    assert text.splitlines()[1] == f"Rows: {line}"
    assert "<68000>" not in page
    assert ("&lt;68000&gt;" in page) == ("<68000>" in line)


@pytest.mark.parametrize(
    "content", [None, b"", b"results,processor\nshift,Z80\n", b"\xff\xfe", b"x"]
)
def test_where_the_processor_is_not_known_the_learner_gets_the_figure_and_is_told(
    content, shown, results
):
    (results / FILE).unlink()
    if content is not None:
        (results / FILE).write_bytes(content)
    page, text = shown(rows="similarity")
    assert "<img " in page
    line = "`course experiment similarity`, measured on a processor that is not known"
    assert text.splitlines()[1] == f"Rows: {line}"


def test_a_folder_in_place_of_the_note_stops_no_figure(shown, results):
    (results / FILE).unlink()
    (results / FILE).mkdir()
    assert "not known" in shown(rows="shift")[1]


def test_known_and_unknown_processors_are_told_apart(shown, results):
    text = shown(rows=("shift", "shared_layers"))[1]
    assert "shift`, measured on Z80; `course experiment shared_layers`, measured on a" in text


# --- pages ---


def tables_of(page):
    """Return each table of a page that holds measured figures, with the texts around it."""
    blocks = (ROOT / "docs" / page).read_text(encoding="utf-8").split("\n\n")
    return [
        (block, "\n".join(blocks[max(number - 1, 0) : number + 2]))
        for number, block in enumerate(blocks)
        if block.startswith("|") and re.search(r"\| +[\d,.]+ \|", block)
    ]


@pytest.mark.parametrize(
    ("page", "n_tables", "processors"),
    [
        ("performance.md", 5, ["EPYC (Zen 4", "Intel Xeon with AVX-512"]),
        ("instructors.md", 2, ["Intel Xeon with AVX-512"]),
        ("grading.md", 2, ["EPYC (Zen 4"]),
    ],
)
def test_each_table_of_a_page_names_the_processor(page, n_tables, processors):
    tables = tables_of(page)
    assert len(tables) == n_tables
    for table, around in tables:
        if "comfortable" not in table:  # what we advise is not measured
            said = " ".join(around.split())
            assert any(processor in said for processor in processors), table
