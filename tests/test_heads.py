"""Heads on frozen features: a logistic regression becomes the last layer of a network."""

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from course_utils.training.heads import softmax_weights


@pytest.mark.parametrize("n_classes", [2, 3, 7])
def test_a_softmax_layer_answers_as_the_logistic_regression_that_it_is_made_of(n_classes):
    rng = np.random.default_rng(n_classes)
    features, y = rng.normal(size=(60, 5)), np.arange(60) % n_classes
    head = LogisticRegression().fit(features, y)
    kernel, bias = softmax_weights(head)
    assert (kernel.shape, bias.shape) == ((5, n_classes), (n_classes,))
    layer = keras.layers.Dense(n_classes, activation="softmax")
    layer.build((None, 5))
    layer.set_weights([kernel, bias])
    assert np.allclose(layer(features.astype("float32")), head.predict_proba(features), atol=1e-5)
