"""What a widget has shown, in the place of the widget: a stored page has no kernel to move it."""

from __future__ import annotations

from typing import Any

import nbformat

_VIEW = "application/vnd.jupyter.widget-view+json"
_STATE = "application/vnd.jupyter.widget-state+json"


def put_pictures(notebook: Any) -> None:
    """Put the pictures under the sliders of an executed notebook in the place of the sliders.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place. The state of its widgets, which nbclient has stored, is left out.
    """
    models = notebook.metadata.pop("widgets", {}).get(_STATE, {}).get("state", {})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [shown for output in cell.outputs for shown in _shown_by(output, models)]


def _shown_by(output: Any, models: dict[str, Any]) -> list[Any]:
    """Return an output itself or, of a view of widgets, what stands in it."""
    view = output.get("data", {}).get(_VIEW)
    if view is None:
        return [output]
    children = models[view["model_id"]]["state"]["children"]
    states = [models[child.removeprefix("IPY_MODEL_")]["state"] for child in children]
    shown = [it for state in states for it in state.get("outputs", [])]
    return [nbformat.from_dict(it) for it in shown]
