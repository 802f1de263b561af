"""The course as a website, as `make site` makes it: whole, linked, and without strangers."""

import base64
import hashlib
import importlib
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from course_utils.exercises import all_exercises
from course_utils.learner.editions import editions
from course_utils.notebooks.repository import repository
from tests import notebook_guards
from tests.computing import run_and_count

pytest.importorskip("myst_nb", reason="`make extras` installs what makes the website")
bs4 = pytest.importorskip("bs4")

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
LESSONS = [path.stem for path in notebook_guards.all_notebooks()]
DOCS = sorted(path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md"))
PAGES = [
    "index.html",
    "search.html",
    "CHANGELOG.html",
    "CONTRIBUTING.html",
    "data/README.html",
    "data/photos/README.html",
    *(f"notebooks/{lesson}.html" for lesson in LESSONS),
    *(path.with_suffix(".html").as_posix() for path in DOCS),
]
EXTERNAL_LINKS = Path(__file__).with_name("external_links.txt")

# What a browser fetches by itself, and the attribute that says from where.
LOADED = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
    "audio": "src",
    "video": "src",
    "track": "src",
    "link": "href",
}
_CSS_ADDRESS = re.compile(r"(?:url\(\s*|@import\s+)[\"']?([^\"')\s]+)")

each_page = pytest.mark.parametrize("page", PAGES)
each_lesson = pytest.mark.parametrize("lesson", LESSONS)


def fingerprints():
    """Return what must not change while the site is made: the repository's own files."""
    paths = [path for path in ROOT.glob("*") if path.is_file()]
    paths += [path for path in (ROOT / "notebooks").rglob("*") if path.is_file()]
    marks = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    return marks, {path.name for path in ROOT.iterdir()}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of a site that was made without a warning, in a minute of computing."""
    folder = tmp_path_factory.mktemp("build") / "site"
    before = fingerprints()
    command = [
        *(sys.executable, "-m", "sphinx", "--nitpicky", "--fail-on-warning", "--keep-going"),
        *("--quiet", "--conf-dir", ROOT / "docs", "--doctree-dir", folder.with_name("doctrees")),
        *(ROOT, folder),
    ]
    done, seconds = run_and_count(command, timeout=1200)
    assert done.returncode == 0, done.stderr
    assert seconds < 60  # it is 9; if the lessons were run for it, it would be minutes
    assert fingerprints() == before
    return folder


@pytest.fixture(scope="module")
def pages(site):
    """Return all pages of the site, parsed, by their place in it."""
    return {
        path.relative_to(site).as_posix(): bs4.BeautifulSoup(path.read_bytes(), "html.parser")
        for path in site.rglob("*.html")
    }


def test_there_is_a_page_for_every_lesson_and_every_text_and_no_other(pages):
    assert set(pages) == set(PAGES)


def test_the_sidebar_leads_from_the_first_page_to_all_others(pages):
    links = {link["href"] for link in pages["index.html"].select(".sidebar-tree a[href]")}
    assert set(PAGES) - {"index.html", "search.html"} <= links


@each_page
def test_a_page_loads_nothing_from_elsewhere(pages, page):
    soup = pages[page]
    addresses = [
        tag[attribute]
        for name, attribute in LOADED.items()
        for tag in soup.find_all(name)
        if tag.get(attribute)
    ]
    addresses += [tag["srcset"] for tag in soup.find_all(srcset=True)]
    styles = [tag.get_text() for tag in soup.find_all("style")]
    styles += [tag["style"] for tag in soup.find_all(style=True)]
    addresses += [address for style in styles for address in _CSS_ADDRESS.findall(style)]
    assert addresses
    assert [address for address in addresses if is_elsewhere(address)] == []


def test_style_sheets_and_our_scripts_load_nothing_from_elsewhere(site):
    sheets = list(site.rglob("*.css"))
    assert sheets
    for sheet in sheets:
        addresses = _CSS_ADDRESS.findall(sheet.read_text(encoding="utf-8"))
        assert [address for address in addresses if is_elsewhere(address)] == []
    for name in ("course.js", "search_context.js"):
        script = (site / "_static" / name).read_text(encoding="utf-8")
        assert "//" not in re.sub(r"// .*$", "", script, flags=re.MULTILINE)


def is_elsewhere(address):
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


@each_page
def test_every_link_within_the_site_has_a_target(site, pages, page):
    for link in pages[page].find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        target = (site / page).parent / unquote(parts.path) if parts.path else site / page
        assert target.is_file(), link
        if parts.fragment:
            there = pages[target.resolve().relative_to(site.resolve()).as_posix()]
            assert there.find(id=unquote(parts.fragment)), link


def test_links_to_elsewhere_are_known_and_well_formed(pages):
    """They cannot be tried without a network: `sphinx-build -b linkcheck` does that."""
    found = {
        link["href"]
        for soup in pages.values()
        for link in soup.select("article a[href]")
        if is_elsewhere(link["href"])
    }
    assert all(re.fullmatch(r"https://[\w.-]+\.[a-z]+(/\S*)?", address) for address in found)
    assert sorted(found) == EXTERNAL_LINKS.read_text(encoding="utf-8").split()


@each_page
def test_every_image_says_what_there_is_to_see(pages, page):
    for image in pages[page].find_all("img"):
        alt = image.get("alt", "")
        assert len(alt.split()) >= 3, image["src"][-60:]
        assert not re.search(r"\.(png|svg|jpe?g)$", alt)


@each_lesson
def test_a_lesson_shows_its_figures_with_the_text_that_the_notebook_has(pages, lesson):
    notebook = notebook_guards.read(ROOT / "notebooks" / f"{lesson}.ipynb")
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    stored = [
        image["alt"]
        for output in outputs
        for image in bs4.BeautifulSoup(
            output.get("data", {}).get("text/html", ""), "html.parser"
        ).find_all("img")
    ]
    shown = [image["alt"] for image in pages[f"notebooks/{lesson}.html"].select("article img")]
    assert shown == stored
    assert shown


@pytest.mark.parametrize("page", [page for page in PAGES if page != "CHANGELOG.html"])
def test_a_link_says_where_it_leads_and_not_in_which_file_that_is(pages, page):
    texts = [link.get_text() for link in pages[page].select("article a")]
    assert [text for text in texts if text.endswith(".md")] == []


@each_page
def test_headings_are_in_order(pages, page):
    levels = [int(tag.name[1]) for tag in pages[page].find_all(re.compile(r"^h[1-6]$"))]
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each_lesson
def test_a_lesson_shows_the_verdict_card_of_each_exercise(pages, lesson):
    cards = pages[f"notebooks/{lesson}.html"].select('article [role="group"][aria-label]')
    exercises = [name for name, it in all_exercises().items() if it.lesson == int(lesson[:2])]
    *verdicts, progress = [card["aria-label"].split(":")[0] for card in cards]
    assert verdicts == exercises
    assert progress.startswith("Progress")


def test_formulas_are_drawn_by_the_browser_itself(pages):
    lesson = pages["notebooks/04_transfer_to_task_b.html"]
    assert lesson.select('math[display="block"] msqrt')
    assert "\\sqrt" not in lesson.get_text()


def test_what_needs_a_kernel_is_left_out(pages):
    text = str(pages["notebooks/05_dense_against_conv.html"])
    assert "widget-state" not in text
    assert "interactive(children" not in text


def test_the_search_knows_all_pages_and_works_in_a_folder(site, pages):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert index.startswith("Search.setIndex(")  # a script, which a browser loads from a folder too
    for lesson in LESSONS:
        assert f'"notebooks/{lesson}"' in index
    assert '"dropout"' in index
    options = (site / "_static" / "documentation_options.js").read_text(encoding="utf-8")
    assert "SHOW_SEARCH_SUMMARY: false" in options  # it would fetch pages, which is forbidden there
    texts = (site / "_static" / "search_texts.js").read_text(encoding="utf-8")
    said = json.loads(texts.removeprefix("const searchTexts = ").removesuffix(";\n"))
    assert {f"{page}.html" for page in said} == set(pages) - {"search.html"}
    assert "how do we cut two tasks from one dataset" in said["notebooks/03_split_dataset"]


def test_the_first_page_says_where_it_is_and_how_to_start_before_anything_else(pages):
    article = pages["index.html"].find("article")
    opening = [tag.name for tag in article.find_all(["h1", "p", "pre", "img", "h2", "table"])]
    assert opening[:6] == ["h1", "p", "p", "pre", "p", "p"]
    assert opening[6] == "img"
    assert article.find("pre").get_text().rstrip().endswith("make lab")


def test_each_lesson_has_a_card_on_the_first_page(pages):
    cards = pages["index.html"].select("td:has(img)")
    links = [[link["href"] for link in card.find_all("a")] for card in cards]
    assert links == [[f"notebooks/{lesson}.html"] * 2 for lesson in LESSONS]


@each_lesson
def test_a_lesson_gives_its_notebook_as_learners_get_it(pages, lesson):
    link = pages[f"notebooks/{lesson}.html"].find("a", download=f"{lesson}.ipynb")
    handed_out = {edition.name: edition.content for edition in editions()}
    assert base64.b64decode(link["href"].partition("base64,")[2]) == handed_out[f"{lesson}.ipynb"]


def test_with_a_public_home_each_lesson_opens_on_binder(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs" / "_extensions")
    lesson_pages = importlib.import_module("lesson_pages")
    monkeypatch.setattr(lesson_pages, "repository", lambda: "https://github.com/someone/transfer")
    for lesson in LESSONS:
        source = [(ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8")]
        lesson_pages.prepare_notebook(None, f"notebooks/{lesson}", source)
        opening = bs4.BeautifulSoup(json.loads(source[0])["cells"][0]["source"], "html.parser")
        link = opening.find("a", string="Open it on Binder")["href"]
        place, _, notebook = link.partition("?urlpath=lab/tree/")
        assert place == "https://mybinder.org/v2/gh/someone/transfer/HEAD"
        assert (ROOT / notebook).is_file()
        assert Path(notebook).stem == lesson


def test_lines_of_code_know_their_indentation(pages):
    code = pages["notebooks/03_split_dataset.html"].find(
        lambda tag: tag.name == "pre" and "def split_dataset" in tag.get_text()
    )
    lines = code.select(".line")
    assert "".join(line.get_text() for line in lines) == code.get_text()
    assert len(lines) > 5
    for line in lines:
        text = line.get_text()
        assert line["style"] == f"--indent: {len(text) - len(text.lstrip(' '))}ch"
    columns = pages["notebooks/02_minivggnet_baseline.html"].find(
        lambda tag: tag.name == "pre" and "f1-score   support" in tag.get_text()
    )
    assert columns["class"] == ["table"]  # its lines scroll: broken, they would be no columns
    assert not columns.select(".line")


def test_as_long_as_the_course_has_no_public_home_no_page_leads_there(pages):
    if repository():
        pytest.skip("the course has a public home")
    assert not any("mybinder.org/v2" in str(soup) for soup in pages.values())
    assert "git clone" not in pages["index.html"].get_text()
