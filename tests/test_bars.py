"""The progress bar of a lesson's cell: seen while the cell runs, and gone when it has ended."""

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_utils.notebooks.building import execute, merge_streams
from course_utils.training.bars import bar

LOOP = """\
from course_utils.training.bars import bar
for seed in bar(range(3), "seeds"):
    print("seed", seed)"""


@pytest.fixture(scope="module")
def ran():
    """Return a cell that has run, and the states in which its first output was shown."""
    states = []

    class Client(NotebookClient):
        def process_message(self, message, cell, cell_index):
            if message["msg_type"] in ("display_data", "update_display_data"):
                states.append(message["content"]["data"]["text/plain"])
            return super().process_message(message, cell, cell_index)

    notebook = new_notebook(cells=[new_code_cell(LOOP)])
    Client(notebook, kernel_name="python3").execute()
    return notebook.cells[0], states


def test_it_says_what_is_done_of_how_many(ran):
    _, states = ran
    assert any(state.startswith("seeds: 0 of 3 |") for state in states)


def test_nothing_of_it_is_left_and_what_is_printed_meanwhile_stands_below(ran):
    cell, states = ran
    first, *rest = cell.outputs
    assert states[0] == states[-1] == first.data["text/plain"] == ""
    assert "".join(output.text for output in rest) == "seed 0\nseed 1\nseed 2\n"


def test_outside_a_notebook_there_is_none(capfd):
    assert list(bar(range(3), "seeds")) == [0, 1, 2]
    assert capfd.readouterr() == ("", "")


def test_of_kerass_bar_a_notebook_keeps_the_last_state():
    parts = ["Epoch 1/2\n", "\r 1/9 loss: 3", "\b\b\r 9/9 loss: 2\nEpoch 2/2\n", "\r 9/9 loss: 1\n"]
    (merged,) = merge_streams([new_output("stream", text=part) for part in parts])
    assert merged.text == "Epoch 1/2\n 9/9 loss: 2\nEpoch 2/2\n 9/9 loss: 1\n"


def test_a_notebook_that_is_built_keeps_nothing_of_it(tmp_path):
    cell = new_code_cell(LOOP, metadata={"tags": ["nbval-ignore-output"]})
    execute(new_notebook(cells=[cell]), tmp_path)
    assert [output.output_type for output in cell.outputs] == ["stream"]
