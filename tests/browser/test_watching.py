"""The watch that every page of the browser tests is under notices what it should."""

import pytest

from tests.browser.watching import watch

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('broken')", "console: broken"),
        ("setTimeout(() => { throw Error('broken') })", "uncaught: broken"),
        ("fetch('https://example.org/a').catch(() => 0)", "a request to https://example.org/a"),
        ("new Image().src = 'http://192.0.2.1/a'", "a request to http://192.0.2.1/a"),
    ],
)
def test_the_watch_notices(script, complaint, chromium):
    context = chromium.new_context()
    complaints = watch(context)
    page = context.new_page()
    page.evaluate(f"() => {{ {script} }}")
    for _ in range(2400):  # what a page does is told a little later
        if complaint in complaints:
            break
        page.wait_for_timeout(50)
    context.close()
    assert complaint in complaints
