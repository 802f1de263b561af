"""The tree of `course_utils`: what lies where, which package knows which, how long modules are."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "course_utils"
LOOSE = {"__init__", "__main__", "cli", "errors", "older_names"}
MOST_LINES = 300

# What each package may import, in functions too: whole packages, or single modules of them.
GROUND = {"errors", "machine"}
MAY_IMPORT = {
    "datasets": set(),
    "evaluation": set(),
    "machine": set(),
    "solutions": set(),
    "networks": {"datasets", "training.fast", "training.recipes"},
    "training": {"datasets", "evaluation", "networks", "solutions"},
    "experiments": {
        *("datasets", "evaluation", "networks", "training", "solutions", "live"),
        *("notebooks.building", "notebooks.solving"),
    },
    "live": {"experiments.experiment"},
    "figures": {"datasets", "evaluation", "experiments"},
    "observers": {"networks.layers"},
    "exercises": {
        *("observers", "networks", "solutions"),
        *("learner.cells", "learner.noting", "learner.open_notebook"),
    },
    "questions": {
        *("exercises.loose_names", "exercises.rendering", "learner.files", "learner.lines"),
        *("learner.noting", "learner.open_notebook", "learner.state"),
    },
    "error_cards": {
        *("exercises", "solutions", "questions", "notebooks.definitions"),
        *("notebooks.names", "notebooks.reading", "learner.cells", "learner.open_notebook"),
    },
    "notebooks": {
        *("exercises", "solutions", "learner.lessons", "experiments.results"),
        *("questions.predicting", "questions.reading"),
    },
    "learner": {
        *("datasets", "notebooks", "exercises.rendering", "exercises.verdict"),
        *("questions.notes", "questions.reading", "questions.summary"),
    },
    "jupyter": {"error_cards.hook"},
    "own_report": {"datasets", "evaluation", "figures", "learner.files"},
    "grading": {
        *("exercises", "observers", "solutions", "notebooks", "learner.release"),
        *("questions.reading", "older_names"),
    },
    "commands": {"datasets", "exercises", "experiments", "grading", "learner", "notebooks"},
}


def name_of(path):
    """Return a module's name within the package: "" for the package itself."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__")


MODULES = {name_of(path).rstrip("."): path for path in PACKAGE.rglob("*.py")}


def imports_of(path):
    """Return the modules of the course that a module imports, wherever the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports by dots"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in names if name.removeprefix("course_utils.") in MODULES}
            found |= modules | ({node.module} if names - modules else set())
    return {
        name.removeprefix("course_utils.") for name in found if name.startswith("course_utils.")
    }


IMPORTS = {name: imports_of(path) for name, path in MODULES.items()}


def is_among(module, names):
    return any(module == name or module.startswith(f"{name}.") for name in names)


def test_only_what_belongs_to_no_package_lies_loose():
    assert {path.stem for path in PACKAGE.glob("*.py")} == LOOSE


def test_every_folder_with_modules_is_a_package_with_a_sentence_on_what_it_is_for():
    for folder in {path.parent for path in MODULES.values()}:
        module = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
        assert ast.get_docstring(module), folder


def test_the_list_names_every_package():
    assert set(MAY_IMPORT) == {name.split(".")[0] for name in MODULES if name} - LOOSE


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_it_may(package):
    allowed = {package} | MAY_IMPORT[package] | (GROUND if package != "machine" else {"errors"})
    for module, imported in IMPORTS.items():
        if is_among(module, {package}):
            assert {name for name in imported if not is_among(name, allowed)} == set(), module


def test_what_check_tells_a_folder_knows_no_exercise():
    known, to_look_at = set(), {"learner.noting"}
    while to_look_at:
        known |= to_look_at
        to_look_at = {name for module in to_look_at for name in IMPORTS[module]} - known
    assert not {module for module in known if is_among(module, {"exercises", "solutions"})}


def test_no_module_is_longer_than_one_can_read_at_once():
    lines = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES.values()
    }
    assert not {name for name, count in lines.items() if count > MOST_LINES}


def test_the_page_on_architecture_shows_every_package():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    tree = page.split("```")[1]
    for name in {*MAY_IMPORT, "cli", "older_names"} - {"commands"}:
        assert f"\n  {name}" in tree, name
    assert "commands/" in tree
