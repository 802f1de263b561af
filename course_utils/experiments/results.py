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
        If there is no such results file.
    """
    path = RESULTS / f"{name}.csv"
    if not path.is_file():
        raise CourseError(
            f"there is no {path.name} in data/results. `course experiment {name}` makes it."
        )
    return pd.read_csv(path)
