"""The course's website in a browser: every page, its search, and no word to other machines."""

import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.browser.axe import serious_findings
from tests.browser.screenshots import keep
from tests.notebook_guards import read

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]
PHONE = 390
LESSON = "notebooks/03_split_dataset.html"

with_and_without_a_server = pytest.mark.parametrize(
    "place",
    [lambda site: site[0], lambda site: site[1].as_uri()],
    ids=["from a server", "from a folder"],
)

# Code whose lines do not end on the screen.
CUT_CODE = """[...document.querySelectorAll("pre:not(.table)")]
    .filter((it) => it.scrollWidth > it.clientWidth + 1).map((it) => it.textContent)"""


def build_site(folder):
    """Make the website in a folder, as `make site` does."""
    command = [sys.executable, "-m", "sphinx", "--quiet", "--conf-dir", ROOT / "docs"]
    doctrees = ["--doctree-dir", folder.with_name("doctrees")]
    subprocess.run([*command, *doctrees, ROOT, folder], check=True, timeout=300)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word about each."""

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of the website on this machine, and the folder that it lies in."""
    if not (ROOT / "docs" / "conf.py").exists():
        pytest.skip("there is no website yet: docs/conf.py is missing")
    folder = tmp_path_factory.mktemp("build") / "site"
    build_site(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


def test_every_page_opens_and_shuts_nobody_out(site, page):
    address, folder = site
    findings = {}
    for file in sorted(folder.rglob("*.html")):
        name = file.relative_to(folder).as_posix()
        page.goto(f"{address}/{name}")
        assert page.locator("h1").count() == 1, name
        findings[name] = serious_findings(page)
    assert {name: found for name, found in findings.items() if found} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, 1200])
def test_pages_of_every_kind_can_be_read_by_everybody(width, scheme, site, page):
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    for name in ("index.html", "search.html?q=forgetting", LESSON):
        page.goto(f"{site[0]}/{name}")
        if name.startswith("search"):
            page.locator(".context").first.wait_for()
        assert serious_findings(page) == [], name
        keep(page, f"site {Path(name.partition('?')[0]).stem} {width} {scheme}")


@pytest.mark.parametrize("width", [PHONE, 800])
def test_nothing_but_figures_and_tables_scrolls_sideways(width, site, page):
    address, folder = site
    page.set_viewport_size({"width": width, "height": 844})
    for file in sorted(folder.rglob("*.html")):
        name = file.relative_to(folder).as_posix()
        page.goto(f"{address}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate(CUT_CODE) == [], name


def test_a_figure_on_a_phone_keeps_its_size_and_can_be_reached_with_the_keyboard(site, page):
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(f"{site[0]}/{LESSON}")
    page.wait_for_load_state("load")
    boxes = page.locator(".picture")
    assert boxes.count() > 3
    for box in boxes.all():
        image = box.locator("img")
        drawn = image.evaluate("it => it.getBoundingClientRect().width / it.naturalWidth")
        assert drawn >= 0.79  # text of 10 points is then 10 pixels high
        if box.evaluate("it => it.scrollWidth > it.clientWidth + 1"):
            assert box.get_attribute("tabindex") == "0"


def test_a_tap_fits_a_figure_to_the_phone_and_the_next_brings_its_size_back(site, page):
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(f"{site[0]}/{LESSON}")
    box = page.locator(".picture.is-cut").first
    box.wait_for()
    box.evaluate("it => it.id = 'tapped'")
    tapped = page.locator("#tapped")
    width = tapped.locator("img").bounding_box()["width"]
    tapped.click()
    assert tapped.locator("img").bounding_box()["width"] <= PHONE < width
    tapped.press("Enter")  # the keyboard does the same
    assert tapped.locator("img").bounding_box()["width"] == width


def test_code_is_copied_as_the_cell_has_it(site, page):
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site[0]}/{LESSON}")
    cell = next(it for it in lesson().cells if "def split_dataset" in it.source)
    block = page.locator(".cell_input .highlight", has_text="def split_dataset")
    block.get_by_role("button", name="Copy to clipboard").click()
    page.wait_for_function("document.querySelector('.copybtn.success')")
    assert page.evaluate("navigator.clipboard.readText()").rstrip() == cell.source.rstrip()
    assert page.locator(".cell_output .output .copybtn").count() == 0


@with_and_without_a_server
def test_the_notebook_is_downloaded_as_it_is_handed_out(place, site, page):
    page.goto(f"{place(site)}/{LESSON}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this notebook").click()
    assert download.value.suggested_filename == "03_split_dataset.ipynb"
    notebook = read(download.value.path())
    assert [it.source for it in code_of(notebook)] == [it.source for it in code_of(lesson())]
    assert not any(it.outputs for it in code_of(notebook))


@with_and_without_a_server
def test_the_search_box_leads_to_the_lesson_and_shows_where_it_speaks_of_it(place, site, page):
    page.goto(f"{place(site)}/index.html")
    page.get_by_role("textbox", name="Search").fill("split_dataset")
    page.keyboard.press("Enter")
    result = page.locator("#search-results li", has_text="Lesson 03").first
    assert "split_dataset" in result.locator("mark").text_content()
    assert len(result.locator(".context").text_content()) > 80
    page.get_by_role("status").filter(has_text="found").wait_for()
    result.get_by_role("link").click()
    page.wait_for_url("**/notebooks/03_split_dataset.html*")
    assert "two tasks from one dataset" in page.locator("h1").text_content()


def test_the_search_page_has_a_field_and_shows_a_page_once(site, page):
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(f"{site[0]}/search.html")
    page.get_by_label("What do you look for?").fill("dropout")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="found").wait_for()
    assert page.get_by_label("What do you look for?").input_value() == "dropout"
    links = page.locator("#search-results li > a")
    targets = links.evaluate_all("links => links.map((it) => it.getAttribute('href'))")
    assert any("glossary.html#" in target for target in targets)
    assert "docs/glossary.html" not in targets
    assert f"found {len(targets)} page" in page.get_by_role("status").text_content()
    pages = [target.split("#")[0] for target in targets]
    assert page.locator("#search-results .context").count() == len(set(pages))
    page.goto(f"{site[0]}/{LESSON}")
    theme, contents = (
        page.locator(f".header-right {icon}").bounding_box()
        for icon in (".theme-toggle", ".toc-overlay-icon")
    )
    assert contents["x"] >= theme["x"] + theme["width"] + 8


def test_all_of_a_card_leads_to_its_lesson(site, page):
    page.goto(f"{site[0]}/index.html")
    card = page.locator("td", has_text="Two tasks from one dataset")
    size = card.bounding_box()
    card.click(position={"x": 20, "y": size["height"] - 10})
    page.wait_for_url("**/notebooks/03_split_dataset.html*")


def lesson():
    return read(ROOT / "notebooks" / "03_split_dataset.ipynb")


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]
