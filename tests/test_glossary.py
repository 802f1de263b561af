"""docs/glossary.md: in order, in plain words, and linked from where the lessons first use terms."""

import re
from pathlib import Path

import pytest

from tests import notebook_guards

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^## (.+)\n\n((?:.+\n)+)", GLOSSARY, re.MULTILINE))
ANCHORS = {term.replace(" ", "-") for term in ENTRIES}

_LINK = re.compile(r"\[([^\]]+)\]\(\.\./docs/glossary\.md#([^)]*)\)")
_NOT_PROSE = re.compile(r"^```[\s\S]*?^```$|^[#|].*$|`[^`]*`|\*", re.MULTILINE)


def prose_of(path):
    """Return what a lesson says in sentences: no headings, tables, code, emphasis or questions."""
    notebook = notebook_guards.read(path)
    texts = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and "asks" not in cell.metadata.get("course", {})
    ]
    return re.sub(r"\s+", " ", _NOT_PROSE.sub("", "\n\n".join(texts)))


LESSONS = {path.stem: prose_of(path) for path in notebook_guards.all_notebooks()}


def test_every_heading_has_an_entry():
    assert list(ENTRIES) == re.findall(r"^## (.+)$", GLOSSARY, re.MULTILINE)
    assert len(ENTRIES) > 50


def test_terms_are_in_alphabetical_order():
    assert list(ENTRIES) == sorted(ENTRIES)


@pytest.mark.parametrize("term", ENTRIES)
def test_github_jupyterlab_and_the_website_make_the_same_anchor(term):
    assert re.fullmatch(r"[a-z]+(?:[ -][a-z]+)*", term)


@pytest.mark.parametrize(("term", "text"), ENTRIES.items(), ids=list(ENTRIES))
def test_an_entry_is_a_few_sentences(term, text):
    sentences = re.findall(r"[^.?!]+[.?!]+", text.replace("\n", " "))
    assert 1 <= len(sentences) <= 3
    assert len(text.split()) <= 60


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_links_of_a_lesson_lead_to_entries(lesson):
    anchors = [anchor for _, anchor in _LINK.findall(LESSONS[lesson])]
    assert anchors
    assert set(anchors) <= ANCHORS


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_links_a_term_once_and_where_it_is_first_used(lesson):
    links = list(_LINK.finditer(LESSONS[lesson]))
    assert len({link[2] for link in links}) == len(links)
    for link in links:
        before = _LINK.sub(r"\1", LESSONS[lesson][: link.start()])
        assert not re.search(rf"(?<![\w-]){re.escape(link[1])}(?![\w-])", before, re.IGNORECASE)


def test_every_term_is_linked_from_a_lesson_or_said_by_the_course():
    linked = {anchor for text in LESSONS.values() for _, anchor in _LINK.findall(text)}
    said = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("exercises", "solutions")
        for path in (ROOT / "course_utils" / folder).rglob("*.py")
    ).lower()
    unused = [t for t in ENTRIES if t.replace(" ", "-") not in linked and t not in said]
    assert unused == []
