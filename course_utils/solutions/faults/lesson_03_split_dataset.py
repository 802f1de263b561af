"""The fault of lesson 03: the test set is the validation set, by which settings were chosen."""

from course_utils.solutions.lesson_03_split_dataset import split_dataset


def task_sets(train, valid, test, n_B=200):
    train_A, (X_B, y_B) = split_dataset(*train)
    valid_A, valid_B = split_dataset(*valid)
    test_A, test_B = split_dataset(*valid)
    train_B = X_B[:n_B], y_B[:n_B]
    return (train_A, valid_A, test_A), (train_B, valid_B, test_B)
