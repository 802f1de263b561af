"""Reading the results that experiments have left in data/results."""

from __future__ import annotations

import pandas as pd

from course_utils.errors import CourseError
from course_utils.experiments.experiment import RESULTS


def read_results(name: str) -> pd.DataFrame:
    """Return the rows of an experiment as a table, one row a run.

    Parameters
    ----------
    name : str
        The experiment, such as ``"cheap_baselines"``.

    Raises
    ------
    CourseError
        If there is no such results file, or it is damaged.
    """
    path = RESULTS / f"{name}.csv"
    restore = f"`git checkout -- data/results/{path.name}` brings it back"
    if not path.is_file():
        raise CourseError(
            f"there is no {path.name} in data/results. {restore}; `course experiment {name}` "
            "measures it anew."
        )
    try:
        return pd.read_csv(path)
    except (OSError, ValueError) as error:  # pandas's own are ValueErrors
        raise CourseError(
            f"data/results/{path.name} is damaged ({str(error).strip()}). {restore}."
        ) from None
