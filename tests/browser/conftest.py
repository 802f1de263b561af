"""A browser, a JupyterLab, and a page that is looked at after each test."""

import pytest

from tests import needs
from tests.browser.lesson_page import SECONDS_TO_OPEN, LessonPage
from tests.browser.screenshots import keep
from tests.browser.server import make_learners_copy, start_jupyterlab
from tests.browser.watching import watch

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
    complaints = watch(context)
    page = context.new_page()
    page.set_default_timeout(1000 * SECONDS_TO_OPEN)
    yield page
    keep(page, request.node.name)
    context.close()
    assert complaints == []


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
