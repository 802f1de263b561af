"""Reference solutions of lesson 03."""


def split_dataset(X, y):
    """Split a dataset into task A (eight classes) and task B (is it a shirt?).

    Parameters
    ----------
    X : array of shape (n, ...)
        Images, of any shape and dtype.
    y : array of integers, shape (n,)
        Their labels, 0 to 9.

    Returns
    -------
    (X_A, y_A), (X_B, y_B)
        X_A, X_B: the images of each task, in the order of X and with its dtype.
        y_A: integers; labels 0 to 4 as they are, 7, 8 and 9 moved to 5, 6 and 7.
        y_B: float32; 1.0 for a shirt (label 6), 0.0 for a sandal (label 5).
        X and y themselves stay unchanged.
    """
    in_B = (y == 5) | (y == 6)
    y_A = y[~in_B]
    y_A[y_A > 6] -= 2
    y_B = (y[in_B] == 6).astype("float32")
    return (X[~in_B], y_A), (X[in_B], y_B)


def task_sets(train, valid, test, n_B=200):
    """Split train, validation and test set into tasks A and B, and make task B small.

    Parameters
    ----------
    train, valid, test : pairs (X, y)
        Images and labels, as split_dataset takes them.
    n_B : int
        How many training images task B keeps: the first n_B sandals and shirts of train,
        or all of them where there are fewer.

    Returns
    -------
    task_A, task_B
        Each is (train, valid, test), and each of these is a pair (X, y).
        Only the training set of task B is cut.
    """
    train_A, (X_B, y_B) = split_dataset(*train)
    valid_A, valid_B = split_dataset(*valid)
    test_A, test_B = split_dataset(*test)
    train_B = X_B[:n_B], y_B[:n_B]
    return (train_A, valid_A, test_A), (train_B, valid_B, test_B)


def set_all_seeds(seed):
    """Seed every global random generator that training uses.

    After the call Python's random, NumPy's np.random and TensorFlow repeat the numbers they drew
    after an earlier call with the same seed. So do the start weights of new layers and the
    shuffles of new datasets. Another seed gives other numbers.

    Parameters
    ----------
    seed : int
        From 0 to 2**31 - 1.
    """
    import keras  # here, because it takes seconds and the other exercises do without

    keras.utils.set_random_seed(seed)
