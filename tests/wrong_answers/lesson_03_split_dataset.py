"""Wrong answers to the exercises of lesson 03."""

import random
import time

import numpy as np

from tests.answers import wrong

# split_dataset


def _in_B(y):
    return (y == 5) | (y == 6)


def _moved(y):
    return np.where(y > 6, y - 2, y)


def _is_shirt(y):
    return (y == 6).astype("float32")


def _correct_split(X, y):
    in_B = _in_B(y)
    return (X[~in_B], _moved(y[~in_B])), (X[in_B], _is_shirt(y[in_B]))


@wrong("split_dataset")
def labels_not_moved(X, y):
    in_B = _in_B(y)
    return (X[~in_B], y[~in_B]), (X[in_B], _is_shirt(y[in_B]))


@wrong("split_dataset")
def shirts_moved_too(X, y):
    y = np.where(y >= 6, y - 2, y)
    return (X[~_in_B(y)], y[~_in_B(y)]), (X[_in_B(y)], _is_shirt(y[_in_B(y)]))


@wrong("split_dataset")
def moved_before_choosing(X, y):
    y = _moved(y)
    return (X[~_in_B(y)], y[~_in_B(y)]), (X[_in_B(y)], _is_shirt(y[_in_B(y)]))


@wrong("split_dataset")
def moved_by_one(X, y):
    in_B = _in_B(y)
    y_A = y[~in_B]
    return (X[~in_B], np.where(y_A > 6, y_A - 1, y_A)), (X[in_B], _is_shirt(y[in_B]))


@wrong("split_dataset")
def all_labels_moved(X, y):
    in_B = _in_B(y)
    return (X[~in_B], y[~in_B] - 2), (X[in_B], _is_shirt(y[in_B]))


@wrong("split_dataset")
def sandal_is_positive(X, y):
    in_B = _in_B(y)
    return (X[~in_B], _moved(y[~in_B])), (X[in_B], (y[in_B] == 5).astype("float32"))


@wrong("split_dataset")
def labels_not_float32(X, y):
    in_B = _in_B(y)
    return (X[~in_B], _moved(y[~in_B])), (X[in_B], y[in_B] - 5)


@wrong("split_dataset")
def labels_not_made_binary(X, y):
    in_B = _in_B(y)
    return (X[~in_B], _moved(y[~in_B])), (X[in_B], y[in_B].astype("float32"))


@wrong("split_dataset")
def axis_of_length_1(X, y):
    in_B = _in_B(y)
    return (X[~in_B], _moved(y[~in_B])), (X[in_B], _is_shirt(y[in_B])[:, np.newaxis])


@wrong("split_dataset")
def input_mutated(X, y):
    in_B = _in_B(y)
    y[y > 6] -= 2
    return (X[~in_B], y[~in_B]), (X[in_B], _is_shirt(y[in_B]))


@wrong("split_dataset")
def wrapped_in_uint8(X, y):
    in_B = _in_B(y)
    return (X[~in_B], _moved(y[~in_B])), (X[in_B], (y[in_B] - 6).astype("float32"))


@wrong("split_dataset")
def minus_six(X, y):
    in_B = _in_B(y)
    return (X[~in_B], _moved(y[~in_B])), (X[in_B], y[in_B].astype("float32") - 6)


@wrong("split_dataset")
def tasks_swapped(X, y):
    A, B = _correct_split(X, y)
    return B, A


@wrong("split_dataset")
def order_lost(X, y):
    X_B = np.concatenate([X[y == 5], X[y == 6]])
    y_B = np.concatenate([np.zeros((y == 5).sum()), np.ones((y == 6).sum())]).astype("float32")
    return _correct_split(X, y)[0], (X_B, y_B)


@wrong("split_dataset")
def cut_before_choosing(X, y):
    A, _ = _correct_split(X, y)
    _, B = _correct_split(X[:200], y[:200])
    return A, B


@wrong("split_dataset")
def cut_short(X, y):
    A, (X_B, y_B) = _correct_split(X, y)
    return A, (X_B[:200], y_B[:200])


@wrong("split_dataset")
def sizes_hard_coded(X, y):
    (_, _), B = _correct_split(X, y)
    return (np.zeros((43986, *X.shape[1:]), "uint8"), np.zeros(43986, "uint8")), B


@wrong("split_dataset")
def far_too_large(X, y):
    (_, _), B = _correct_split(X, y)
    return (np.zeros((43986, 28, 28), "uint8"), np.zeros(43986, "uint8")), B


@wrong("split_dataset")
def wrong_structure(X, y):
    _correct_split(X, y)


@wrong("split_dataset")
def wrong_classes(X, y):
    in_B = (y == 6) | (y == 7)
    return (X[~in_B], _moved(y[~in_B])), (X[in_B], _is_shirt(y[in_B]))


@wrong("split_dataset")
def nothing_selected(X, y):
    in_B = (y == 5) & (y == 6)
    return _correct_split(X, y)[0], (X[in_B], _is_shirt(y[in_B]))


@wrong("split_dataset")
def wrong_selection(X, y):
    in_B = y == 6
    return _correct_split(X, y)[0], (X[in_B], _is_shirt(y[in_B]))


@wrong("split_dataset")
def images_changed(X, y):
    return _correct_split((X / 255).astype("float32"), y)


@wrong("split_dataset")
def wrong_dtype(X, y):
    return _correct_split(X.astype("float64"), y)


@wrong("split_dataset")
def wrong_shape(X, y):
    return _correct_split(X[:, 1:], y)


@wrong("split_dataset")
def flattened(X, y):
    return _correct_split(X.reshape(len(X), -1), y)


@wrong("split_dataset")
def lengths_differ(X, y):
    (X_A, _), B = _correct_split(X, y)
    return (X_A, y), B


@wrong("split_dataset")
def not_an_array(X, y):
    (X_A, y_A), (X_B, y_B) = _correct_split(X, y)
    return (X_A, y_A.tolist()), (X_B, y_B.tolist())


@wrong("split_dataset")
def not_a_number(X, y):
    A, (X_B, y_B) = _correct_split(X, y)
    with np.errstate(invalid="ignore"):
        return A, (X_B, y_B / np.float32(0))


# task_sets


def _correct_sets(train, valid, test, n_B):
    train_A, (X_B, y_B) = _correct_split(*train)
    valid_A, valid_B = _correct_split(*valid)
    test_A, test_B = _correct_split(*test)
    return [train_A, valid_A, test_A], [(X_B[:n_B], y_B[:n_B]), valid_B, test_B]


@wrong("task_sets")
def cut_before_splitting(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    X, y = train
    B[0] = _correct_split(X[:n_B], y[:n_B])[1]
    return A, B


@wrong("task_sets")
def nothing_selected(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, None)
    X, y = B[0]
    surplus = len(y) - n_B  # 0 if there are just n_B, and [:-0] is empty
    B[0] = X[:-surplus], y[:-surplus]
    return A, B


@wrong("task_sets")
def not_cut(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    B[0] = _correct_split(*train)[1]
    return A, B


@wrong("task_sets")
def other_sets_cut_too(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    return A, [(X[:n_B], y[:n_B]) for X, y in B]


@wrong("task_sets")
def n_B_ignored(train, valid, test, n_B=200):
    return _correct_sets(train, valid, test, 200)


@wrong("task_sets")
def not_the_first(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    X_B, y_B = _correct_split(*train)[1]
    B[0] = X_B[-n_B:], y_B[-n_B:]
    return A, B


@wrong("task_sets")
def wrong_set(train, valid, test, n_B=200):
    return _correct_sets(train, test, test, n_B)


@wrong("task_sets")
def grouped_by_set(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    return tuple(zip(A, B, strict=True))


@wrong("task_sets")
def wrong_structure(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    return [*A, *B]


@wrong("task_sets")
def labels_not_moved(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    X, y = test
    A[2] = X[~_in_B(y)], y[~_in_B(y)]
    return A, B


@wrong("task_sets")
def cut_short(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    return [(A[0][0][:500], A[0][1][:500]), *A[1:]], B


@wrong("task_sets")
def order_lost(train, valid, test, n_B=200):
    A, B = _correct_sets(train, valid, test, n_B)
    X_B, y_B = B[0]
    order = np.argsort(y_B, kind="stable")
    return A, [(X_B[order], y_B[order]), *B[1:]]


@wrong("task_sets")
def input_mutated(train, valid, test, n_B=200):
    sets = _correct_sets(train, valid, test, n_B)
    valid[1][:] = 0
    return sets


# set_all_seeds


@wrong("set_all_seeds")
def python_not_seeded(seed):
    import tensorflow as tf

    np.random.seed(seed)
    tf.random.set_seed(seed)


@wrong("set_all_seeds")
def numpy_not_seeded(seed):
    import tensorflow as tf

    random.seed(seed)
    tf.random.set_seed(seed)


@wrong("set_all_seeds")
def tensorflow_not_seeded(seed):
    random.seed(seed)
    np.random.seed(seed)


@wrong("set_all_seeds")
def nothing_seeded(seed):
    random.Random(seed)
    np.random.default_rng(seed)


@wrong("set_all_seeds")
def seed_ignored(seed):
    import keras

    keras.utils.set_random_seed(42)


@wrong("set_all_seeds")
def seed_partly_ignored(seed):
    import keras

    keras.utils.set_random_seed(seed)
    np.random.seed(42)


@wrong("set_all_seeds")
def function_replaced(seed):
    random.seed(seed)
    np.random.seed = seed


@wrong("set_all_seeds")
def zero_is_no_seed(seed):
    import keras

    keras.utils.set_random_seed(seed or 42)


@wrong("set_all_seeds")
def seeds_made_alike(seed):
    import keras

    keras.utils.set_random_seed(seed % 1000)


@wrong("set_all_seeds")
def deterministic_without_seed(seed):
    import tensorflow as tf

    random.seed(seed)
    np.random.seed(seed)
    tf.config.experimental.enable_op_determinism()


@wrong("set_all_seeds")
def other_seed_each_time(seed):
    import keras

    keras.utils.set_random_seed(int(seed + time.time()) % 2**31)


@wrong("set_all_seeds")
def only_one_seeded(seed):
    np.random.seed(seed)
