"""Classifiers that train no network: on raw pixels, or as heads on frozen features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from course_utils import solutions
from course_utils.datasets.tasks import Part
from course_utils.evaluation.baselines import best_pixel_rule

LOGISTIC_REGRESSION, SVM = "logistic regression", "SVM"
NEAREST, BEST_PIXEL, MAJORITY = "1-NN", "best pixel", "majority"
_LEAST_SPREAD = 1e-5  # below it is float32's rounding


def predictions(
    classifier: str, learnt: Part, X: np.ndarray, settings: Sequence[float]
) -> Iterator[np.ndarray]:
    """Fit with one setting after the other, and yield the predicted labels of X for each.

    Parameters
    ----------
    classifier : str
        `LOGISTIC_REGRESSION` on values scaled by `mean_and_scale`; `SVM` with a Gaussian kernel;
        `NEAREST` neighbour; `BEST_PIXEL`, for images only; or `MAJORITY`.
    learnt : Part
        Values of shape (n, n_values), and labels.
    X : ndarray, shape (m, n_values)
        What is to be labelled.
    settings : sequence of float
        The inverse penalty C of the first two. The others have no setting: give one of any value.
    """
    seen, asked = learnt.X, X
    if classifier == LOGISTIC_REGRESSION:
        # A rotation onto as many axes as there are images loses nothing of what the fit can use,
        # and makes it fast.
        mean, scale = mean_and_scale(seen)
        rotation = PCA(svd_solver="full").fit((seen - mean) / scale)
        seen, asked = (rotation.transform((it - mean) / scale) for it in (seen, asked))
    for setting in settings:
        yield _predicted(classifier, setting, seen, np.asarray(learnt.y), asked)


def _predicted(
    classifier: str, setting: float, seen: np.ndarray, y: np.ndarray, asked: np.ndarray
) -> np.ndarray:
    if classifier == BEST_PIXEL:
        return best_pixel_rule(_as_images(seen), y == 1).predict(_as_images(asked)).astype(float)
    if classifier == LOGISTIC_REGRESSION:
        model = LogisticRegression(C=setting, max_iter=1_000)
    elif classifier == SVM:
        model = SVC(C=setting)
    elif classifier == NEAREST:
        model = KNeighborsClassifier(1, algorithm="brute")
    else:
        model = DummyClassifier()
    return np.asarray(model.fit(seen, y).predict(asked))


def softmax_weights(head: LogisticRegression) -> list[np.ndarray]:
    """Return kernel and bias of a softmax layer that answers as a logistic regression does.

    Parameters
    ----------
    head : sklearn.linear_model.LogisticRegression
        Fitted, to two classes or more.

    Returns
    -------
    list of ndarray
        Kernel, shape (n_features, n_classes), and bias, shape (n_classes,).
    """
    kernel, bias = head.coef_.T, head.intercept_
    if len(head.classes_) == 2:  # one column serves two classes: half of it for, half against
        kernel, bias = np.hstack([-kernel, kernel]) / 2, np.hstack([-bias, bias]) / 2
    return [kernel, bias]


def mean_and_scale(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of each value, and what to divide by so that a head can be fitted.

    It is the standard deviation, or that of the median value if this is larger. Divided by its own
    deviation, a unit that hardly varies, or by rounding only, would get a weight of up to a
    million, and the smallest step of fine-tuning would throw the network away.
    """
    spread = X.std(axis=0)
    return X.mean(axis=0), np.maximum(spread, np.median(spread)).clip(_LEAST_SPREAD)


def _as_images(values: np.ndarray) -> np.ndarray:
    return (values.reshape(-1, 28, 28) * 255).round().astype(np.uint8)


def with_shifted_copies(part: Part, pixels: int = 1) -> Part:
    """Return a part's images and, behind them, each moved to the right, left, down and up."""
    shift_images = solutions.reference("shift_images")
    steps = ((pixels, 0), (-pixels, 0), (0, pixels), (0, -pixels))
    copies = [shift_images(part.X, dx, dy) for dx, dy in steps]
    return Part(np.concatenate([part.X, *copies]), np.tile(part.y, 1 + len(copies)))
