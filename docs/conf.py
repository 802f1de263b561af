"""Sphinx's settings for the course as a website, which `make site` writes to `build/site`.

The pages are the files of the repository in their places, so that links between them work here and
there. Notebooks are shown with their stored outputs. A page loads nothing from other servers, and
all of it works from a folder too, without a server.
"""

import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "Transfer learning, measured"
language = "en"
extensions = ["myst_nb", "sphinx_copybutton", "lesson_pages", "code_lines", "search_context"]

include_patterns = [
    "index.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "data/README.md",
    "data/photos/README.md",
    "docs/**.md",
    "notebooks/*.ipynb",
]
exclude_patterns = [".*", "build"]  # folders that are not even looked into
nitpicky = True

nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # by default scripts from elsewhere
myst_enable_extensions = ["dollarmath"]
copybutton_selector = ":not(.output) > .highlight > pre"  # what a cell printed is no code
myst_heading_anchors = 3
html_math_renderer = "mathml"

html_theme = "furo"
html_title = project
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = ["course.js"]
templates_path = ["_templates"]
html_copy_source = False
html_use_index = False
html_show_copyright = False
html_show_search_summary = False  # it would fetch pages: search_context.py does without


def make_captions_plain(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let the captions of the sidebar be text: as headings they would lack a level."""
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(' role="heading"', "")


def let_folds_say_what_they_hold(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let a fold be called by its own words, not "Toggle hidden content" all of them."""
    if "body" in context:
        context["body"] = context["body"].replace(' aria-label="Toggle hidden content"', "")


def show_inline_math(translator: Any, node: nodes.math) -> None:
    """Write a formula in MathML, which browsers draw by themselves."""
    translator.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def show_math_block(translator: Any, node: nodes.math_block) -> None:
    """Write a formula that stands on a line of its own."""
    translator.body.append(tex2mathml(node.astext(), as_block=True))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Add what Sphinx has no setting for."""
    app.connect("html-page-context", make_captions_plain, priority=900)  # after the theme
    app.connect("html-page-context", let_folds_say_what_they_hold)
    app.add_html_math_renderer("mathml", (show_inline_math, None), (show_math_block, None))
