"""What the claims of several lessons count: accuracies and differences, from the stored rows."""

from functools import cache

from course_utils.evaluation.statistics import over_seeds_and_images
from course_utils.experiments.results import read_results
from course_utils.experiments.right import of_seeds


@cache
def rows_of(experiment):
    """Return the rows of an experiment, read once."""
    return read_results(experiment)


def right(experiment, n_images=2_000, **where):
    """Return which test images were right, one row a seed, where columns have these values."""
    rows = rows_of(experiment)
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return of_seeds(rows, n_images).astype(float)


def accuracy(experiment, n_images=2_000, **where):
    """Return the mean accuracy in per cent."""
    return 100 * right(experiment, n_images, **where).mean()


def ahead(experiment, first, second, n_images=2_000, **where):
    """Return by how many points the first is ahead of the second: mean, low and high.

    Parameters
    ----------
    experiment : str
    first, second : dict
        The values of the columns in which the two differ.
    n_images : int
    where : values of columns
        What both have in common.
    """
    difference = right(experiment, n_images, **where, **first) - right(
        experiment, n_images, **where, **second
    )
    return [100 * value for value in over_seeds_and_images(difference)]
