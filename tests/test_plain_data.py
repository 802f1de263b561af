"""Plain data: what a learner's result becomes, and how it travels between processes."""

import numpy as np
import pytest

from course_utils.grading.messages import BadMessageError, decode, encode
from course_utils.observers.plain import MAX_ARRAY_BYTES, describe, to_plain


def equal(one, two):
    if isinstance(one, np.ndarray):
        return (
            isinstance(two, np.ndarray)
            and one.dtype == two.dtype
            and np.array_equal(one, two, equal_nan=one.dtype.kind == "f")
        )
    if isinstance(one, (tuple, list)):
        return type(one) is type(two) and len(one) == len(two) and all(map(equal, one, two))
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(equal(one[key], two[key]) for key in one)
    return type(one) is type(two) and (one == two or one != one)


PLAIN = [
    None,
    True,
    3,
    -(2**62),
    0.1,
    float("nan"),
    float("-inf"),
    "text, «ünïcode» and \n lines",
    (1, [2, (3.0, None)]),
    {"a": np.arange(6).reshape(2, 3), "b": ()},
    np.array(5, np.uint8),
    np.zeros((0, 4), np.float32),
    np.array([[True, False]]),
    np.array([np.nan, np.inf], np.float16),
    np.array(["a", "bc"]),
    np.array([1 + 2j]),
    [np.zeros(3), np.ones((2, 2), np.int8), "between", np.full(2, 7)],
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_survives_both_conversions(value):
    assert equal(to_plain(value), value)
    assert equal(decode(encode(value)), value)


def test_arrays_are_copied_and_lose_their_class():
    class Own(np.ndarray):
        pass

    original = np.arange(4).view(Own)
    plain = to_plain(original)
    original[0] = 99
    assert type(plain) is np.ndarray
    assert plain[0] == 0


def test_tensors_become_arrays_of_the_same_dtype():
    import tensorflow as tf

    plain = to_plain((tf.ones((2, 3), tf.float16), tf.Variable([1, 2])))
    assert equal(plain, (np.ones((2, 3), np.float16), np.array([1, 2], np.int32)))


def test_big_endian_arrays_become_native():
    plain = to_plain(np.array([1, 2], ">i4"))
    assert plain.dtype == np.dtype("int32")
    assert plain.dtype.isnative


@pytest.mark.parametrize(
    "value",
    [
        object(),
        len,
        iter([]),
        {1, 2},
        2**80,
        np.array([object()]),
        np.zeros(1, "datetime64[s]"),
        np.broadcast_to(0.0, (MAX_ARRAY_BYTES,)),
        "x" * 10**6,
        list(range(10**5)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_everything_else_becomes_a_note_of_its_type(value):
    plain = to_plain(value)
    assert plain["unreadable"] == type(value).__name__
    assert type(value).__name__ in describe(plain)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (np.zeros((2, 3), np.uint8), "uint8 array of shape (2, 3)"),
        (np.float32(1.5), "the single float32 1.5"),
        ((1,), "a tuple of 1 item"),
        ([1, 2], "a list of 2 items"),
        (7, "the int 7"),
        (..., "..."),
        (np.array(b"x" * 1006), "one value of type bytes, not an array of numbers"),
        (np.array(["a", "b"]), "str array of shape (2,)"),
    ],
)
def test_values_are_described_in_words(value, words):
    assert describe(to_plain(value)) == words


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"not json\n",
        b'{"array": "|O", "shape": [1], "start": 0}\n12345678',
        b'{"array": "<f8", "shape": [1000], "start": 0}\n12345678',
        b'{"array": "<f8", "shape": [-1], "start": 0}\n12345678',
        b'{"array": "<f8", "shape": [1], "start": -8}\n12345678',
        b'{"array": "<f8", "shape": [4611686018427387904, 4], "start": 0}\n12345678',
        b'{"array": "<f8", "shape": "x", "start": 0}\n',
        b'{"array": "nonsense", "shape": [1], "start": 0}\n1',
        b'{"pickle": "x"}\n',
        b"\x80\x04K\x01.\n",
        b"[" * 100_000 + b"\n",
    ],
    ids=lambda message: str(message[:40]),
)
def test_a_forged_message_is_refused(message):
    with pytest.raises(BadMessageError):
        decode(message)


def test_objects_cannot_be_sent():
    with pytest.raises(TypeError, match="object"):
        encode({"a": object()})
