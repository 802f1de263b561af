"""The fault of lesson 02: all images count, and most are rightly not of the class."""

import numpy as np


def precision_recall(y_true, y_pred, label):
    predicted = y_pred == label
    actual = y_true == label
    precision = np.mean(predicted == actual)
    recall = np.sum(predicted & actual) / actual.sum() if actual.any() else 0.0
    return float(precision), float(recall)
