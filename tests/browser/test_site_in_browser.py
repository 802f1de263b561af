"""The course's website in a browser: every page, its search, and no word to other machines."""

import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.browser.axe import serious_findings

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]


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


@pytest.mark.parametrize("name", ["index.html", "search.html", "notebooks/03_split_dataset.html"])
def test_pages_of_every_kind_can_be_read_in_the_dark(name, site, page):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site[0]}/{name}")
    assert serious_findings(page) == []


def test_the_search_box_leads_to_the_lesson(site, page):
    address, _ = site
    page.goto(f"{address}/index.html")
    page.get_by_role("textbox", name="Search").fill("split_dataset")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Lesson 03").first.click()
    page.wait_for_url("**/notebooks/03_split_dataset.html*")
    assert "two tasks from one dataset" in page.locator("h1").text_content()
