"""A browser, a JupyterLab, and a page that is looked at after each test."""

import re

import pytest

from tests import needs
from tests.browser.lesson_page import LessonPage
from tests.browser.screenshots import keep
from tests.browser.server import make_learners_copy, start_jupyterlab

# Containers run as root and have little shared memory. The browser's own requests are left out.
_BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

_ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1:|data:|blob:)")


@pytest.fixture(scope="module")  # Playwright's event loop must have ended where nbclient starts one
def chromium():
    """A browser that can reach nothing but this machine."""
    path = needs.program("chromium", "chromium-browser", "google-chrome")
    playwright = needs.package("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_BROWSER_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, request):
    """A page that must end without an error in its console or a request to another machine."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    complaints = []
    context.on("console", lambda message: _note(complaints, message))
    context.on("weberror", lambda error: complaints.append(f"uncaught: {error.error}"))
    context.route(_ELSEWHERE, lambda route: _refuse(complaints, route))
    page = context.new_page()
    yield page
    keep(page, request.node.name)
    context.close()
    assert complaints == []


def _note(complaints, message):
    if message.type == "error":
        complaints.append(f"console: {message.text}")


def _refuse(complaints, route):
    complaints.append(f"a request to {route.request.url}")
    route.abort()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A JupyterLab that all tests share."""
    lab = start_jupyterlab(tmp_path_factory.mktemp("jupyterlab"))
    yield lab
    lab.stop()


@pytest.fixture
def jupyterlab(server):
    """The JupyterLab, whose kernels end with the test: TensorFlow takes much memory."""
    yield server
    server.end_kernels()


@pytest.fixture
def open_lesson(jupyterlab, page):  # in this order, so that the page is closed before its kernel
    """Open a lesson of a learner's new copy, in a theme."""

    def opened(name, theme="JupyterLab Light"):
        folder = jupyterlab.root / f"Zoë {len(list(jupyterlab.root.iterdir()))}"
        make_learners_copy(folder)
        jupyterlab.use_theme(theme)
        return LessonPage(page, jupyterlab.address(folder / f"{name}.ipynb"))

    return opened
