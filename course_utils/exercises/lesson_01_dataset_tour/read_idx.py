"""`read_idx`: from the bytes of a file to an array."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import Suspect, array_finding, not_an_array
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.plain import describe, to_plain

_UNSIGNED_BYTES = 8
_LARGE_ENOUGH = 3  # a dimension of 1 or 2 would let wrong shapes look right


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw good files of several shapes, and files that must be refused."""
    n, height, width = (int(size) for size in rng.choice(np.arange(3, 15), 3, replace=False))
    good = _values(rng, (n, height, width))
    return [
        _case(f"a file of {n} images of {height} × {width} pixels", good),
        _case("a file of labels, named by a pathlib.Path", _values(rng, (n * 30,)), as_path=True),
        _case("a file of 4 dimensions", _values(rng, (width, 4, n, _LARGE_ENOUGH))),
        _case("a file of 2 dimensions", _values(rng, (n, width))),
        _case("a file of 5 dimensions", _values(rng, (_LARGE_ENOUGH, 4, 5, 6, n))),
        _case("a file of more than 65,536 labels", _values(rng, (65_536 + 1_000 * n,))),
        _bad_case("a file whose first two bytes are not zero", good, zeros=b"\x89P"),
        _bad_case("a file whose first byte is not zero", good, zeros=b"\x1f\x00"),
        _bad_case("a file whose second byte is not zero", good, zeros=b"\x00\x01"),
        _bad_case("a file with the type code 3, which is none", good, type_code=3),
        _bad_case("a file with the type code 13, which is float32", good, type_code=13),
        _bad_case("a file with the type code 200, which is none", good, type_code=200),
        _bad_case("a file that ends before its last image", good, values=good[:-1]),
        _bad_case("a file that ends before its last byte", good, values=good.ravel()[:-1]),
        _bad_case("a file with one more image after its last", good, values=[*good, good[0]]),
        _bad_case("a file with one more byte after its last", good, values=[*good.ravel(), 0]),
    ]


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Write the bytes of the case to a gzip file, and call the function on its path."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "some-images.gz"
        path.write_bytes(gzip.compress(case.inputs["content"].tobytes(), 1))
        return {"result": to_plain(function(path if case.inputs["as_path"] else str(path)))}


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the array against the values that were written."""
    result = observation["result"]
    if case.expects_error:
        return [_not_refused(case, result)]
    truth = _truth(case.inputs["content"])
    finding = not_an_array(result, "a uint8 array") or _shape(result, truth)
    if finding is None and result.dtype == np.int8:
        finding = Finding(
            "signed-bytes",
            "You read signed bytes, which end at 127: larger values become negative.",
            "dtype uint8",
            "dtype int8",
        )
    finding = finding or array_finding("The array", result, truth, suspects=_suspects(case))
    return [finding] if finding else []


def _values(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.integers(0, 256, shape, dtype=np.uint8)


def _content(
    shape: tuple[int, ...],
    values: Any,
    zeros: bytes = b"\x00\x00",
    type_code: int = _UNSIGNED_BYTES,
) -> np.ndarray:
    """Return the bytes of an IDX file, good or bad."""
    header = zeros + bytes([type_code, len(shape)])
    sizes = b"".join(size.to_bytes(4, "big") for size in shape)
    body = np.asarray(values, np.uint8).tobytes()
    return np.frombuffer(header + sizes + body, np.uint8)


def _case(description: str, values: np.ndarray, *, as_path: bool = False) -> Case:
    content = _content(values.shape, values)
    return Case(description, {"content": content, "as_path": as_path})


def _bad_case(
    description: str,
    good: np.ndarray,
    *,
    values: Any = None,
    zeros: bytes = b"\x00\x00",
    type_code: int = _UNSIGNED_BYTES,
) -> Case:
    body = good if values is None else values
    content = _content(good.shape, body, zeros, type_code)
    return Case(description, {"content": content, "as_path": False}, expects_error=True)


def _not_refused(case: Case, result: Plain) -> Finding:
    """Return the finding for a file that should have raised ValueError."""
    reasons = {
        "not zero": ("magic-not-checked", "An IDX file begins with two zero bytes."),
        "type code": (
            "type-not-checked",
            "The third byte states the type of the values, and only 8 stands for unsigned bytes.",
        ),
        "ends before": (
            "truncation-not-noticed",
            "The header promises more values than there are.",
        ),
        "after its last": (
            "extra-bytes-ignored",
            "There are more values than the header promises.",
        ),
    }
    misconception, why = next(
        reason for start, reason in reasons.items() if start in case.description
    )
    return Finding(
        misconception,
        f"This file is damaged, and your function did not say so. {why}",
        "ValueError",
        describe(result),
    )


def _truth(content: np.ndarray) -> np.ndarray:
    """Return the values of a good file, in the shape that its header states."""
    n_dims = int(content[3])
    sizes = content[4 : 4 + 4 * n_dims].reshape(n_dims, 4).astype(int) @ [2**24, 2**16, 2**8, 1]
    return content[4 + 4 * n_dims :].reshape(sizes)


def _shape(result: np.ndarray, truth: np.ndarray) -> Finding | None:
    """Recognise shapes that come from a header read wrongly."""
    if result.shape == truth.shape:
        return None
    expected, got = f"shape {truth.shape}", f"shape {result.shape}"
    if result.ndim == 1 and result.size == truth.size:
        return Finding(
            "not-reshaped",
            "The values are there, but in one long row: give them the shape from the header.",
            expected,
            got,
        )
    if sorted(result.shape) == sorted(truth.shape):
        return Finding(
            "dimensions-in-another-order",
            "The dimensions are in another order than in the header.",
            expected,
            got,
        )
    if result.shape[1:] == (28, 28):
        return Finding(
            "shape-hard-coded",
            "28 × 28 is built in. The header states the size, and other files have others.",
            expected,
            got,
        )
    if result.ndim == 1 and result.size > truth.size:
        return Finding(
            "header-not-skipped",
            "The header was read as if it were pixels: the values begin after 4 bytes and 4 more "
            "for each dimension.",
            expected,
            got,
        )
    return Finding(
        "wrong-shape",
        "The shape is not the one in the header. Its numbers are big-endian, 4 bytes each, and "
        "there are as many as the fourth byte says.",
        expected,
        got,
    )


def _suspects(case: Case) -> list[Suspect]:
    """Return what reading from a wrong offset gives."""
    content = case.inputs["content"]
    truth = _truth(content)
    return [
        Suspect(
            "values-from-wrong-offset",
            f"The values were read from byte {offset}. They begin after 4 bytes and 4 more for "
            "each dimension.",
            np.resize(content[offset : offset + truth.size], truth.shape),
        )
        for offset in (0, 4, 8, 16)
        if offset != len(content) - truth.size
    ] + [
        Suspect(
            "column-order",
            "The values were laid out column by column. In an IDX file the last index runs "
            "fastest, which is NumPy's own order.",
            truth.reshape(-1).reshape(truth.shape, order="F"),
        )
    ]


EXERCISE = Exercise(
    name="read_idx",
    lesson=1,
    points=3,
    cases=cases,
    observe=observe,
    judge=judge,
    hints=(
        "gzip.open(path).read() gives all bytes of the file. The first four are two zeros, the "
        "type code and the number of dimensions.",
        'struct.unpack(">3I", content[4:16]) reads three big-endian integers, the shape of a file '
        "of images. For n_dims dimensions there are 4 * n_dims bytes.",
        "np.frombuffer(content, np.uint8, offset=4 + 4 * n_dims) gives the values, and reshape "
        "raises ValueError by itself where their number does not fit. Compare the zeros and the "
        "type code yourself.",
    ),
    takeaway="It reads any shape from the header, and a damaged file stops it with a clear error "
    "before wrong pixels can reach a network.",
)
