"""What axe-core finds wrong with a page for people who cannot see it or use no mouse."""

from tests import needs

_SERIOUS = {"serious", "critical"}

# The body of JupyterLab's page has no height, because all in it is placed absolutely. axe-core
# takes what is in such a body for hidden, and would measure no contrast.
_BODY_WITH_HEIGHT = "body { min-height: 100vh }"


def serious_findings(page, part=None):
    """Return what shuts people out of a page or a part of it, one line each.

    Parameters
    ----------
    page : playwright.sync_api.Page
    part : str, optional
        A CSS selector of what to look at.
    """
    page.add_style_tag(content=_BODY_WITH_HEIGHT)
    axe = needs.package("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, context=part).response
    measured = {rule["id"] for rule in found["passes"] + found["violations"]}
    assert "color-contrast" in measured, "axe-core saw no text, so it proves nothing"
    return [
        f"{rule['impact']}: {rule['help']}: {node['html'][:200]}"
        for rule in found["violations"]
        if rule["impact"] in _SERIOUS
        for node in rule["nodes"]
    ]
