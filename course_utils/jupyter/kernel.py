"""An extension that IPython loads at the start of each kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Give a kernel the cards for a beginner's errors, before a lesson has imported anything."""
    from course_utils.error_cards.hook import install

    install(shell)
