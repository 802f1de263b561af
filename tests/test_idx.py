"""`read_idx` reads every IDX file exactly, and explains every file that is not one."""

import gzip
import math
import os
import pickle
import random
import struct
import sys
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from course_utils.datasets import idx
from course_utils.datasets.idx import IdxError, parse_idx, read_content, read_idx
from course_utils.errors import CourseError

# type code: (struct's format, NumPy's dtype, six values that a slip in sign or order would change)
TYPES = {
    0x08: ("B", np.uint8, [0, 1, 127, 128, 254, 255]),
    0x09: ("b", np.int8, [-128, -1, 0, 1, 2, 127]),
    0x0B: ("h", np.int16, [-32768, -2, 0, 1, 258, 32767]),
    0x0C: ("i", np.int32, [-(2**31), -2, 0, 1, 16909060, 2**31 - 1]),
    0x0D: ("f", np.float32, [-1.5, 0.0, 2.0**-126, 3.25, math.inf, -math.inf]),
    0x0E: ("d", np.float64, [-1.1, 0.0, 5e-324, math.pi, math.inf, 1e300]),
}


def idx_bytes(code, shape, values):
    """Write an IDX file without NumPy and without the code under test."""
    header = bytes([0, 0, code, len(shape)]) + b"".join(struct.pack(">I", n) for n in shape)
    return header + b"".join(struct.pack(">" + TYPES[code][0], value) for value in values)


IMAGES = idx_bytes(0x08, (2, 3), range(6))


def message_for(content, tmp_path, name="some.idx"):
    """Read a file of that content, which must fail; return its message without the path."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(IdxError) as caught:
        read_idx(path)
    message = str(caught.value)
    assert message.startswith(f"{path} ")
    assert "\n" not in message
    assert len(message.split(". ")) >= 2, "the message says what is wrong, then what to do"
    return message.removeprefix(str(path))


@pytest.mark.parametrize("packed", [False, True], ids=["raw", "gzip"])
@pytest.mark.parametrize("code", TYPES, ids=[f"0x{code:02X}" for code in TYPES])
def test_every_type_is_read_exactly_in_native_byte_order(tmp_path, code, packed):
    _, dtype, values = TYPES[code]
    content = idx_bytes(code, (3, 2), values)
    path = tmp_path / "numbers"
    path.write_bytes(gzip.compress(content) if packed else content)

    array = read_idx(path)

    assert type(array) is np.ndarray
    assert array.dtype == dtype
    assert array.dtype.isnative
    assert array.shape == (3, 2)
    assert array.tolist() == [values[0:2], values[2:4], values[4:6]]
    array[0, 0] = 7  # writable
    assert array[0, 0] == 7
    assert read_idx(path)[0, 0] == values[0]


def test_nan_keeps_its_bits(tmp_path):
    path = tmp_path / "nan"
    path.write_bytes(bytes([0, 0, 0x0D, 1]) + struct.pack(">I", 1) + bytes.fromhex("7fc12345"))
    assert read_idx(path).view(np.uint32).tolist() == [0x7FC12345]


@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3, 4), (2, 1, 3, 2), (1,) * 20 + (2,)])
def test_any_number_of_dimensions_is_read(tmp_path, shape):
    values = list(range(-3, math.prod(shape) - 3))
    path = tmp_path / "any"
    path.write_bytes(idx_bytes(0x0B, shape, values))
    array = read_idx(path)
    assert array.shape == shape
    assert array.ravel().tolist() == values
    array[...] = 1  # writable


@pytest.mark.parametrize("shape", [(0,), (0, 28, 28), (3, 0)])
def test_an_array_without_items_is_read(tmp_path, shape):
    path = tmp_path / "none"
    path.write_bytes(idx_bytes(0x0E, shape, []))
    array = read_idx(path)
    assert array.shape == shape
    assert array.dtype == np.float64


def test_content_and_not_the_suffix_tells_gzip(tmp_path):
    (tmp_path / "raw.gz").write_bytes(IMAGES)
    (tmp_path / "packed.idx").write_bytes(gzip.compress(IMAGES))
    assert read_idx(tmp_path / "raw.gz").tolist() == [[0, 1, 2], [3, 4, 5]]
    assert read_idx(tmp_path / "packed.idx").tolist() == [[0, 1, 2], [3, 4, 5]]


def test_path_may_be_text_or_any_path_object(tmp_path):
    path = tmp_path / "a.idx"
    path.write_bytes(IMAGES)

    class Located:
        def __fspath__(self):
            return str(path)

    for given in (path, str(path), Located()):
        assert read_idx(given).shape == (2, 3)


@pytest.mark.parametrize("slice_size", [1, 7, 64, 1 << 18])
def test_several_gzip_members_are_one_file(tmp_path, monkeypatch, slice_size):
    monkeypatch.setattr(idx, "SLICE", slice_size)
    content = idx_bytes(0x08, (40, 50), random.Random(2).randbytes(2000))
    cuts = [0, 3, 700, 701, 1990, 2012]  # the last member is short, so the size hint is too small
    members = [gzip.compress(content[a:b]) for a, b in pairwise(cuts)]
    path = tmp_path / "members.gz"
    path.write_bytes(b"".join(members))
    assert bytes(read_content(path)) == content
    assert read_idx(path).shape == (40, 50)


def test_zeros_after_gzip_are_padding(tmp_path):
    path = tmp_path / "padded.gz"
    path.write_bytes(gzip.compress(IMAGES[:9]) + bytes(4) + gzip.compress(IMAGES[9:]) + bytes(512))
    assert read_idx(path).shape == (2, 3)


def test_bytes_are_parsed_into_an_array_of_their_own():
    array = parse_idx(IMAGES, "these")
    array[0, 0] = 99
    assert IMAGES[12] == 0


# ---- what cannot be read ----


def test_error_is_a_course_error_and_a_value_error_and_survives_a_process_boundary():
    error = IdxError("a.idx", "is empty", "Get it again.")
    assert isinstance(error, CourseError)
    assert isinstance(error, ValueError)
    assert str(pickle.loads(pickle.dumps(error))) == "a.idx is empty. Get it again."


def test_missing_file_is_named_and_so_is_the_folder_looked_in(tmp_path, monkeypatch):
    with pytest.raises(IdxError, match=r"nowhere\.idx does not exist\. Check the path") as caught:
        read_idx(tmp_path / "nowhere.idx")
    assert str(tmp_path) in str(caught.value)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IdxError, match="looked up from the folder") as caught:
        read_idx("nowhere.idx")
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize(("there", "asked"), [("a.idx.gz", "a.idx"), ("a.idx", "a.idx.gz")])
def test_missing_file_suggests_its_compressed_or_uncompressed_sibling(tmp_path, there, asked):
    (tmp_path / there).write_bytes(IMAGES)
    with pytest.raises(IdxError) as caught:
        read_idx(tmp_path / asked)
    assert str(caught.value).endswith(f"Did you mean {tmp_path / there}?")


def test_folder_is_told_from_a_file(tmp_path):
    with pytest.raises(IdxError, match=r"is a folder\. Name a file inside it"):
        read_idx(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipe_is_refused_instead_of_waiting_for_ever(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(IdxError, match="is not a regular file"):
        read_idx(tmp_path / "pipe")


def test_unreadable_file_is_explained(tmp_path, monkeypatch):
    path = tmp_path / "secret.idx"
    path.write_bytes(IMAGES)

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # chmod would not stop the superuser
    with pytest.raises(IdxError, match="may not be read: permission denied"):
        read_idx(path)


def test_disk_error_is_explained(tmp_path, monkeypatch):
    path = tmp_path / "a.idx"
    path.write_bytes(IMAGES)

    def fail(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(IdxError, match="cannot be read: Input/output error"):
        read_idx(path)


def test_path_through_a_file_is_explained(tmp_path):
    (tmp_path / "file").write_bytes(IMAGES)
    with pytest.raises(IdxError, match="cannot be read: Not a directory"):
        read_idx(tmp_path / "file" / "inner.idx")


@pytest.mark.parametrize("wrong", [None, 3, b"bytes.idx", ["a.idx"], np.zeros(3)])
def test_argument_that_is_no_path_is_explained(wrong):
    with pytest.raises(IdxError, match="not a path but of type") as caught:
        read_idx(wrong)
    assert type(wrong).__name__ in str(caught.value)


def test_path_with_a_zero_character_is_explained():
    with pytest.raises(IdxError, match="is no path"):
        read_idx("a\0b")


def test_empty_file_is_explained(tmp_path):
    assert message_for(b"", tmp_path).startswith(" is empty. ")


def test_gzip_of_nothing_is_explained(tmp_path):
    assert "holds nothing once it is decompressed" in message_for(gzip.compress(b""), tmp_path)


@pytest.mark.parametrize("content", [b"<!DOCTYPE html>", b"PK\x03\x04zip", b"\x89PNG", b"x"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["raw", "gzip"])
def test_other_formats_are_refused_and_their_start_is_shown(tmp_path, content, pack):
    message = message_for(pack(content), tmp_path)
    assert "is not an IDX file" in message
    assert repr(content[:16]) in message


def test_every_unknown_type_code_is_named_beside_the_known_ones():
    known = "0x08 uint8, 0x09 int8, 0x0B int16, 0x0C int32, 0x0D float32, 0x0E float64"
    for code in set(range(256)) - set(TYPES):
        with pytest.raises(IdxError, match=f"unknown type code 0x{code:02X} .*{known}"):
            parse_idx(bytes([0, 0, code, 1]) + bytes(4), "odd")


@pytest.mark.parametrize("length", [1, 2, 3])
def test_header_cut_before_the_dimensions_is_explained(tmp_path, length):
    assert f"is cut short: {length} bytes" in message_for(IMAGES[:length], tmp_path)


@pytest.mark.parametrize("length", [4, 5, 11])
def test_header_cut_within_the_dimensions_is_explained(tmp_path, length):
    message = message_for(IMAGES[:length], tmp_path)
    assert "is cut short within its header" in message
    assert f"2 dimensions take 8 bytes after the first four, and {length - 4} are there" in message


def test_too_few_bytes_are_counted(tmp_path):
    content = idx_bytes(0x0C, (1000, 2), [0] * 2000)
    message = message_for(content[:-6], tmp_path)
    assert "is cut short: 6 bytes are missing" in message
    assert "1000 × 2 of int32, which takes 8,000 bytes; after the header there are 7,994" in message


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["raw", "gzip"])
def test_too_many_bytes_are_counted(tmp_path, pack):
    message = message_for(pack(IMAGES + b"garbage"), tmp_path)
    assert "has 7 bytes too many" in message
    assert "2 × 3 of uint8, which takes 6 bytes; after the header there are 13" in message


def test_bytes_after_an_array_without_dimensions_are_counted(tmp_path):
    assert "one item of uint8, which takes 1 bytes" in message_for(b"\0\0\x08\0ab", tmp_path)


@pytest.mark.parametrize("n_dimensions", [1, 3, 255])
def test_absurd_sizes_are_refused_without_allocating(tmp_path, n_dimensions):
    content = bytes([0, 0, 0x0E, n_dimensions]) + b"\xff" * (4 * n_dimensions) + bytes(16)
    tracemalloc.start()
    try:
        message = message_for(content, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "is cut short" in message
    assert f"{8 * (2**32 - 1) ** n_dimensions:,} bytes" in message
    assert peak < 1_000_000


def test_more_dimensions_than_numpy_holds_are_explained():
    content = idx_bytes(0x08, (1,) * 255, [1])
    with pytest.raises(IdxError, match="has 255 dimensions, a shape that NumPy cannot hold"):
        parse_idx(content, "deep")


def test_absurd_sizes_beside_a_zero_are_explained():
    content = idx_bytes(0x08, (0, *[2**32 - 1] * 3), [])
    with pytest.raises(IdxError, match="a shape that NumPy cannot hold"):
        parse_idx(content, "wide")


@pytest.mark.parametrize("kept", [2, 5, 10, 20, -9, -8, -1])
def test_gzip_cut_short_is_explained(tmp_path, kept):
    packed = gzip.compress(IMAGES)[:kept]
    message = message_for(packed, tmp_path)
    assert f"gzip data break off after {len(packed)} compressed bytes" in message


def test_every_flipped_byte_of_gzip_is_noticed(tmp_path):
    content = idx_bytes(0x08, (200,), [i * i % 251 for i in range(200)])
    packed = gzip.compress(content)
    path = tmp_path / "flipped.gz"
    ignored = set(range(4, 10))  # the header's time, flags of the writer, and operating system
    for position in set(range(len(packed))) - ignored:
        path.write_bytes(packed[:position] + bytes([packed[position] ^ 4]) + packed[position + 1 :])
        with pytest.raises(IdxError):
            read_idx(path)


def test_wrong_checksum_is_called_damage(tmp_path):
    packed = bytearray(gzip.compress(IMAGES))
    packed[-6] ^= 1
    message = message_for(packed, tmp_path)
    assert "is damaged: its gzip data do not decompress" in message
    assert "incorrect data check" in message


def test_lying_size_at_the_end_of_gzip_allocates_little(tmp_path):
    packed = gzip.compress(IMAGES)[:-4] + b"\xff\xff\xff\xff"  # "4 GB follow"
    tracemalloc.start()
    try:
        message = message_for(packed, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "is damaged" in message
    assert peak < 2_000_000


def test_foreign_bytes_after_gzip_are_counted(tmp_path):
    message = message_for(gzip.compress(IMAGES) + b"\0\0trailing", tmp_path)
    assert "has 8 foreign bytes after its gzip data" in message


def test_second_member_that_is_cut_short_is_noticed(tmp_path):
    packed = gzip.compress(IMAGES[:9]) + gzip.compress(IMAGES[9:])[:-3]
    assert "is cut short" in message_for(packed, tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="superuser reads all")
@pytest.mark.skipif(sys.platform == "win32", reason="chmod does not forbid reading there")
def test_file_without_the_right_to_read_is_explained(tmp_path):
    path = tmp_path / "secret.idx"
    path.write_bytes(IMAGES)
    path.chmod(0)
    with pytest.raises(IdxError, match="permission denied"):
        read_idx(path)
