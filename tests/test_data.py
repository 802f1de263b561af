"""Fashion-MNIST is loaded whole and verified, or one error says what is wrong and what to do."""

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from course_utils.datasets import fashion_mnist as data
from course_utils.datasets import fashion_mnist_files as files
from course_utils.datasets.fashion_mnist import CLASS_NAMES, DataError, load_fashion_mnist, verify
from course_utils.datasets.own_copy import reports_if_unchanged
from course_utils.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent
OWN_COPY = ROOT / "data" / "fashion_mnist"
TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
NAMES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


# ---- the real dataset ----


def real_files(folder):
    """Fill a folder with links to the repository's files, so that no stamp is written there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.gz").symlink_to(OWN_COPY / f"{name}.gz")
    return folder


@pytest.fixture(scope="module")
def real_folder(tmp_path_factory):
    return real_files(tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="module")
def real(real_folder):
    return load_fashion_mnist(real_folder)


def test_arrays_equal_what_keras_reads(real):
    for array, name, offset in zip(real, NAMES, (16, 8, 16, 8), strict=True):
        with gzip.open(OWN_COPY / f"{name}.gz") as file:  # as Keras does, character by character
            expected = np.frombuffer(file.read(), np.uint8, offset=offset)
        np.testing.assert_array_equal(array.ravel(), expected)


def test_arrays_are_named_shaped_and_writable(real):
    assert real.X_train.shape == (60_000, 28, 28)
    assert real.y_train.shape == (60_000,)
    assert real.X_test.shape == (10_000, 28, 28)
    assert real.y_test.shape == (10_000,)
    for array in real:
        assert array.dtype == np.uint8
        assert array.flags.writeable
        assert array.flags.c_contiguous


def test_labels_go_with_their_images_and_names(real):
    assert len(set(CLASS_NAMES)) == 10
    assert [CLASS_NAMES[label] for label in real.y_train[:3]] == [
        "Ankle boot",
        "T-shirt/top",
        "T-shirt/top",
    ]
    # Trousers are upright and sneakers flat: their filled rows tell whether labels fit images.
    rows = {name: (real.X_test[real.y_test == CLASS_NAMES.index(name)].max(axis=2) > 0).sum(axis=1)
            for name in ("Trouser", "Sneaker")}  # fmt: skip
    assert rows["Trouser"].mean() > 26
    assert rows["Sneaker"].mean() < 15


def test_verify_reports_the_four_real_files(real_folder):
    report = verify(real_folder)
    assert [line.name for line in report] == [f"{name}.gz" for name in NAMES]
    assert [line.size for line in report] == [26421856, 29491, 4422079, 5125]
    assert {line.state for line in report} == {"verified"}
    assert {line.folder for line in report} == {real_folder}


@pytest.mark.parametrize("position", [5_000, -5_000, -5])
def test_flipped_bit_in_a_real_file_is_noticed(tmp_path, position):
    folder = real_files(tmp_path / "flipped")
    content = bytearray((folder / f"{TEST_IMAGES}.gz").read_bytes())
    content[position] ^= 16
    (folder / f"{TEST_IMAGES}.gz").unlink()
    (folder / f"{TEST_IMAGES}.gz").write_bytes(content)
    with pytest.raises(DataError, match=f"{TEST_IMAGES}.gz is damaged"):
        load_fashion_mnist(folder)


def test_without_any_setting_the_repository_s_copy_is_found():
    assert files.REPOSITORY == ROOT
    assert (ROOT / "data" / "fashion_mnist" / f"{TRAIN_IMAGES}.gz").is_file()


@pytest.mark.parametrize("name", ["fashion_mnist", "idx"])
def test_importing_imports_neither_tensorflow_nor_keras(name):
    command = (
        f"import sys, course_utils.datasets.{name}; print([m for m in sys.modules if '.' not in m])"
    )
    run = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "'numpy'" in run.stdout
    for slow in ("tensorflow", "keras", "sklearn", "matplotlib", "pandas", "scipy", "IPython"):
        assert f"'{slow}'" not in run.stdout


def test_the_module_that_download_calls_is_in_keras():
    keras = importlib.util.find_spec("keras")  # found, not imported: that would take seconds
    source = Path(keras.origin).parent / "datasets" / "fashion_mnist" / "__init__.py"
    assert "load_data" in source.read_text("utf-8")


def test_the_datasheet_prints_what_it_says(monkeypatch, capsys, real_folder):
    monkeypatch.setenv("COURSE_DATA", str(real_folder))
    page = (ROOT / "data" / "README.md").read_text("utf-8")
    code, printed = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", page, re.DOTALL).groups()
    exec(code, {})
    assert capsys.readouterr().out == printed


def test_the_datasheet_lists_the_files_as_they_are(real_folder):
    page = (ROOT / "data" / "README.md").read_text("utf-8")
    for line, part in zip(verify(real_folder), files.PARTS, strict=True):
        assert re.search(rf"`{line.name}` \| {line.size:,} \|.*{re.escape(str(part.shape))}", page)
        assert f"`{part.name}` | `{part.sha256}`" in page
    for label, name in enumerate(CLASS_NAMES):
        assert f"| {label} | {name} |" in page


# ---- behaviour, on a dataset that is small enough to break in every way ----

SHAPES = {TRAIN_IMAGES: (6, 4, 3), TRAIN_LABELS: (6,), TEST_IMAGES: (5, 4, 3), TEST_LABELS: (5,)}


def idx_bytes(shape, first=0):
    count = int(np.prod(shape))
    header = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
    return header + bytes((first + i) % 251 for i in range(count))


CONTENT = {name: idx_bytes(shape, first) for first, (name, shape) in enumerate(SHAPES.items())}


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Stand a small dataset in for Fashion-MNIST, in a world with no copy of it anywhere."""
    parts = tuple(
        files.Part(name, SHAPES[name], hashlib.sha256(CONTENT[name]).hexdigest(), "no copy's")
        for name in NAMES
    )
    monkeypatch.setattr(data, "PARTS", parts)
    monkeypatch.setattr(files, "PARTS", parts)
    monkeypatch.setattr(files, "REPOSITORY", tmp_path / "course")
    monkeypatch.setattr(data, "_verified_in_this_process", {})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.delenv("KERAS_HOME", raising=False)
    return tmp_path


def fill(folder, names=NAMES, raw=False):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if raw:
            (folder / name).write_bytes(CONTENT[name])
        else:
            (folder / f"{name}.gz").write_bytes(gzip.compress(CONTENT[name]))
    return folder


@pytest.fixture
def folder(small):
    return fill(small / "mine")


@pytest.fixture
def hashed(monkeypatch):
    """Collect the content that is hashed."""
    calls = []
    real_hash = data._sha256
    monkeypatch.setattr(
        data, "_sha256", lambda content: calls.append(bytes(content)) or real_hash(content)
    )
    return calls


def error_of(function, *arguments):
    with pytest.raises(DataError) as caught:
        function(*arguments)
    assert isinstance(caught.value, CourseError)
    return str(caught.value)


def is_the_small_dataset(loaded):
    return [array.ravel().tobytes() for array in loaded] == [
        CONTENT[name][4 + 4 * len(SHAPES[name]) :] for name in NAMES
    ]


# where it is looked for


@pytest.mark.parametrize("raw", [False, True], ids=["gzip", "raw"])
@pytest.mark.parametrize("given", [str, Path], ids=["text", "Path"])
def test_folder_argument_is_used(small, raw, given):
    assert is_the_small_dataset(load_fashion_mnist(given(fill(small / "mine", raw=raw))))


@pytest.mark.parametrize("raw", [False, True], ids=["gzip", "raw"])
def test_course_data_is_used(small, monkeypatch, raw):
    monkeypatch.setenv("COURSE_DATA", str(fill(small / "elsewhere", raw=raw)))
    assert is_the_small_dataset(load_fashion_mnist())
    assert verify()[0].folder == small / "elsewhere"


def test_compressed_and_raw_files_may_be_mixed(small):
    folder = fill(small / "mine", NAMES[:2])
    fill(folder, NAMES[2:], raw=True)
    assert is_the_small_dataset(load_fashion_mnist(folder))
    assert [line.name for line in verify(folder)] == [
        f"{TRAIN_IMAGES}.gz",
        f"{TRAIN_LABELS}.gz",
        TEST_IMAGES,
        TEST_LABELS,
    ]


def test_file_decompressed_under_its_gz_name_is_read(folder):
    (folder / f"{TEST_IMAGES}.gz").write_bytes(CONTENT[TEST_IMAGES])
    assert is_the_small_dataset(load_fashion_mnist(folder))


def test_tilde_in_course_data_is_the_home_folder(small, monkeypatch):
    fill(small / "home" / "fashion")
    monkeypatch.setenv("COURSE_DATA", "~/fashion")
    assert is_the_small_dataset(load_fashion_mnist())


def test_the_course_s_own_copy_is_used_without_settings(small):
    fill(small / "course" / "data" / "fashion_mnist")
    assert is_the_small_dataset(load_fashion_mnist())


def test_keras_cache_is_used_where_the_own_copy_is_absent(small, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(small / "keras"))
    cache = fill(small / "keras" / "datasets" / "fashion-mnist")
    assert is_the_small_dataset(load_fashion_mnist())
    assert verify()[0].folder == cache


def test_keras_cache_is_in_the_home_folder_by_default(small):
    cache = fill(small / "home" / ".keras" / "datasets" / "fashion-mnist")
    assert verify()[0].folder == cache


def test_places_are_searched_in_order(small, monkeypatch):
    places = {
        "argument": fill(small / "argument"),
        "variable": fill(small / "variable"),
        "own": fill(small / "course" / "data" / "fashion_mnist"),
        "cache": fill(small / "home" / ".keras" / "datasets" / "fashion-mnist"),
    }
    monkeypatch.setenv("COURSE_DATA", str(places["variable"]))
    assert verify(places["argument"])[0].folder == places["argument"]
    assert verify()[0].folder == places["variable"]
    monkeypatch.setenv("COURSE_DATA", "")  # empty is as good as not set
    assert verify()[0].folder == places["own"]
    shutil.rmtree(places["own"])
    assert verify()[0].folder == places["cache"]


def test_nothing_anywhere_names_every_place_and_the_ways_out(small):
    message = error_of(load_fashion_mnist)
    own = small / "course" / "data" / "fashion_mnist"
    cache = small / "home" / ".keras" / "datasets" / "fashion-mnist"
    assert f"{own} (the course's own copy): does not exist" in message
    assert f"{cache} (Keras's cache): does not exist" in message
    for way in ("git checkout -- data/fashion_mnist", "course data --download", "COURSE_DATA"):
        assert way in message


def test_wrong_course_data_is_not_passed_over_for_a_good_copy(small, monkeypatch):
    fill(small / "course" / "data" / "fashion_mnist")
    monkeypatch.setenv("COURSE_DATA", str(small / "typo"))
    message = error_of(load_fashion_mnist)
    assert f"{small / 'typo'} (named by COURSE_DATA): does not exist" in message
    assert "set COURSE_DATA to a folder that holds them, or remove COURSE_DATA" in message
    assert "own copy): " not in message


def test_folder_of_other_things_is_told_from_a_missing_one(small):
    (small / "notes.txt").write_text("nothing here")
    assert f"holds none of {TRAIN_IMAGES}.gz, " in error_of(load_fashion_mnist, small)
    assert "is not a folder" in error_of(load_fashion_mnist, small / "notes.txt")


def test_folder_that_may_not_be_read_is_told_from_an_empty_one(small, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode == os.F_OK)
    message = error_of(load_fashion_mnist, small)
    assert f"{small} (the folder asked for): may not be read: permission denied" in message


@pytest.mark.parametrize("wrong", [3, b"folder", ["folder"]])
def test_folder_that_is_no_path_is_explained(small, wrong):
    assert f"not as {type(wrong).__name__}" in error_of(load_fashion_mnist, wrong)


# what is wrong with the files


@pytest.mark.parametrize("function", [load_fashion_mnist, verify])
def test_all_missing_files_are_named_at_once(small, function):
    folder = fill(small / "mine", [TRAIN_LABELS])
    message = error_of(function, folder)
    assert f"missing: {TRAIN_IMAGES}.gz, {TEST_IMAGES}.gz, {TEST_LABELS}.gz" in message
    assert str(folder) in message
    assert f"{TRAIN_LABELS}.gz" not in message


def test_every_problem_is_told_in_one_message(folder):
    (folder / f"{TEST_LABELS}.gz").unlink()
    (folder / f"{TRAIN_LABELS}.gz").write_bytes(b"")
    message = error_of(load_fashion_mnist, folder)
    assert f"missing: {TEST_LABELS}.gz" in message
    assert f"{TRAIN_LABELS}.gz is empty" in message


def test_swapped_files_are_recognised(folder):
    train, test = folder / f"{TRAIN_LABELS}.gz", folder / f"{TEST_LABELS}.gz"
    train.rename(folder / "aside")
    test.rename(train)
    (folder / "aside").rename(test)
    message = error_of(load_fashion_mnist, folder)
    assert f"{TRAIN_LABELS}.gz holds the content of {TEST_LABELS}: files were swapped" in message
    assert f"{TEST_LABELS}.gz holds the content of {TRAIN_LABELS}: files were swapped" in message


def test_files_swapped_after_they_were_verified_are_recognised(small):
    folder = fill(small / "mine", raw=True)
    load_fashion_mnist(folder)
    (folder / TRAIN_LABELS).write_bytes(CONTENT[TEST_LABELS])
    assert f"{TRAIN_LABELS} holds the content of {TEST_LABELS}" in error_of(
        load_fashion_mnist, folder
    )


@pytest.mark.parametrize("kept", [15, -4])
def test_truncated_gzip_file_is_explained(folder, kept):
    path = folder / f"{TRAIN_IMAGES}.gz"
    path.write_bytes(path.read_bytes()[:kept])
    message = error_of(load_fashion_mnist, folder)
    assert f"{TRAIN_IMAGES}.gz is cut short: its gzip data break off" in message


def test_truncated_raw_file_is_explained(small):
    folder = fill(small / "mine", raw=True)
    (folder / TEST_IMAGES).write_bytes(CONTENT[TEST_IMAGES][:-9])
    message = error_of(load_fashion_mnist, folder)
    assert f"{TEST_IMAGES} is cut short: 9 bytes are missing" in message


def test_changed_byte_under_a_good_checksum_is_noticed(folder):
    changed = bytearray(CONTENT[TEST_IMAGES])
    changed[-1] ^= 1
    (folder / f"{TEST_IMAGES}.gz").write_bytes(gzip.compress(changed))
    message = error_of(load_fashion_mnist, folder)
    assert f"{TEST_IMAGES}.gz has the right shape but not Fashion-MNIST's content" in message
    assert hashlib.sha256(changed).hexdigest() in message
    assert hashlib.sha256(CONTENT[TEST_IMAGES]).hexdigest() in message


def test_dataset_of_another_shape_is_told_by_its_shape(folder):
    (folder / f"{TRAIN_IMAGES}.gz").write_bytes(gzip.compress(idx_bytes((6, 5, 3))))
    message = error_of(load_fashion_mnist, folder)
    assert f"{TRAIN_IMAGES}.gz is of another dataset: it holds uint8 of shape (6, 5, 3)" in message
    assert "holds uint8 of shape (6, 4, 3)" in message


def test_web_page_in_place_of_a_file_is_shown(folder):
    (folder / f"{TEST_LABELS}.gz").write_bytes(b"<html>404 Not Found</html>")
    message = error_of(load_fashion_mnist, folder)
    assert f"{TEST_LABELS}.gz is not an IDX file" in message
    assert "b'<html>404" in message


def test_file_that_may_not_be_read_is_explained(folder, monkeypatch):
    read = Path.read_bytes

    def refuse(self):
        if self.name.startswith(TEST_LABELS):
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)  # chmod would not stop the superuser
    assert f"{TEST_LABELS}.gz may not be read: permission denied" in error_of(
        load_fashion_mnist, folder
    )


def test_folder_in_place_of_a_file_counts_as_missing(folder):
    (folder / f"{TEST_LABELS}.gz").unlink()
    (folder / f"{TEST_LABELS}.gz").mkdir()
    assert f"missing: {TEST_LABELS}.gz" in error_of(load_fashion_mnist, folder)


@pytest.mark.parametrize(
    ("where", "advice"),
    [
        ("course/data/fashion_mnist", "Run `git checkout -- data/fashion_mnist` in "),
        ("home/.keras/datasets/fashion-mnist", "interrupted. Run `course data --download`"),
        ("elsewhere", "set COURSE_DATA to a folder that holds them, or remove COURSE_DATA"),
    ],
)
def test_advice_fits_the_place_of_the_broken_file(small, monkeypatch, where, advice):
    folder = fill(small / where)
    if where == "elsewhere":
        monkeypatch.setenv("COURSE_DATA", str(folder))
    path = folder / f"{TRAIN_IMAGES}.gz"
    path.write_bytes(path.read_bytes()[:-20])
    message = error_of(load_fashion_mnist)
    assert f"{TRAIN_IMAGES}.gz is cut short" in message
    assert str(folder) in message
    assert advice in message


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_checkout_as_advised_mends_the_own_copy(small):
    course = small / "course"
    own = fill(course / "data" / "fashion_mnist")
    git = ["git", "-C", str(course), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "data"]):
        subprocess.run(git + command, check=True, capture_output=True)
    load_fashion_mnist()
    (own / f"{TEST_LABELS}.gz").unlink()
    (own / f"{TEST_IMAGES}.gz").write_bytes(b"broken")
    error_of(load_fashion_mnist)
    subprocess.run([*git, "checkout", "--", "data/fashion_mnist"], check=True, capture_output=True)
    assert is_the_small_dataset(load_fashion_mnist())


# verified once


def test_second_load_hashes_nothing(folder, hashed):
    load_fashion_mnist(folder)
    assert sorted(hashed) == sorted(CONTENT.values())
    hashed.clear()
    assert is_the_small_dataset(load_fashion_mnist(folder))
    assert hashed == []


def test_stamp_holds_size_time_and_hash_of_each_file(folder):
    load_fashion_mnist(folder)
    stamp = json.loads((folder / ".verified.json").read_text())
    for name in NAMES:
        status = (folder / f"{name}.gz").stat()
        assert stamp[f"{name}.gz"] == {
            "size": status.st_size,
            "mtime_ns": status.st_mtime_ns,
            "sha256": hashlib.sha256(CONTENT[name]).hexdigest(),
        }
    assert not list(folder.glob("*.partial"))
    assert not list(folder.glob(".*.partial"))


def test_the_courses_own_copy_is_known_by_its_bytes_on_the_disk_as_verify_knows_it(monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    assert reports_if_unchanged() == verify()


@pytest.mark.parametrize("name", [f"{part.name}.gz" for part in files.PARTS])
def test_a_copy_with_one_other_byte_is_left_to_verify(real_folder, tmp_path, monkeypatch, name):
    for part in files.PARTS:
        (tmp_path / f"{part.name}.gz").symlink_to(real_folder / f"{part.name}.gz")
    changed = bytearray((real_folder / name).read_bytes())
    changed[-9] ^= 1
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(changed)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert reports_if_unchanged() == []
    assert name in error_of(verify)


def test_verify_always_hashes(folder, hashed):
    verify(folder)
    hashed.clear()
    verify(folder)
    assert sorted(hashed) == sorted(CONTENT.values())
    hashed.clear()
    load_fashion_mnist(folder)
    assert hashed == []


def test_only_a_touched_file_is_hashed_again(folder, hashed):
    load_fashion_mnist(folder)
    hashed.clear()
    os.utime(folder / f"{TEST_LABELS}.gz", ns=(1, 1))
    load_fashion_mnist(folder)
    assert hashed == [CONTENT[TEST_LABELS]]
    hashed.clear()
    load_fashion_mnist(folder)
    assert hashed == []


def test_file_of_another_size_is_hashed_again(folder, hashed):
    load_fashion_mnist(folder)
    hashed.clear()
    path = folder / f"{TEST_LABELS}.gz"
    time = path.stat().st_mtime_ns
    path.write_bytes(gzip.compress(CONTENT[TEST_LABELS]) + bytes(10))
    os.utime(path, ns=(time, time))
    load_fashion_mnist(folder)
    assert hashed == [CONTENT[TEST_LABELS]]


@pytest.mark.parametrize(
    "stamp",
    [b"", b"{", b"\xff\xfe", b"[1, 2]", b"null", b'{"train-images-idx3-ubyte.gz": 3}'],
)
def test_damaged_stamp_is_ignored_and_written_anew(folder, hashed, stamp):
    (folder / ".verified.json").write_bytes(stamp)
    assert is_the_small_dataset(load_fashion_mnist(folder))
    assert sorted(hashed) == sorted(CONTENT.values())
    hashed.clear()
    load_fashion_mnist(folder)
    assert hashed == []


def test_stamp_of_a_wrong_hash_does_not_vouch_for_a_file(folder, hashed):
    load_fashion_mnist(folder)
    stamp = json.loads((folder / ".verified.json").read_text())
    stamp[f"{TEST_LABELS}.gz"]["sha256"] = "0" * 64
    (folder / ".verified.json").write_text(json.dumps(stamp))
    hashed.clear()
    load_fashion_mnist(folder)
    assert hashed == [CONTENT[TEST_LABELS]]


def test_broken_dataset_leaves_no_stamp(folder):
    (folder / f"{TEST_LABELS}.gz").write_bytes(b"broken")
    error_of(load_fashion_mnist, folder)
    assert not (folder / ".verified.json").exists()


def test_file_broken_behind_the_stamp_s_back_is_still_refused(small):
    folder = fill(small / "mine", raw=True)
    load_fashion_mnist(folder)
    path = folder / TEST_LABELS
    time = path.stat().st_mtime_ns
    path.write_bytes(bytes([0, 0, 9, 1]) + CONTENT[TEST_LABELS][4:])  # of the same size: int8
    os.utime(path, ns=(time, time))
    assert "is of another dataset: it holds int8" in error_of(load_fashion_mnist, folder)


def test_where_no_stamp_can_be_written_this_process_remembers(folder, hashed, monkeypatch):
    (folder / ".verified.json").mkdir()  # a folder of that name cannot be replaced by a file
    assert is_the_small_dataset(load_fashion_mnist(folder))
    assert not list(folder.glob(".*.partial"))
    hashed.clear()
    load_fashion_mnist(folder)
    assert hashed == []
    monkeypatch.setattr(data, "_verified_in_this_process", {})  # another process
    load_fashion_mnist(folder)
    assert sorted(hashed) == sorted(CONTENT.values())


def test_folder_that_became_writable_gets_its_stamp(folder, hashed):
    (folder / ".verified.json").mkdir()
    load_fashion_mnist(folder)
    (folder / ".verified.json").rmdir()
    verify(folder)
    os.utime(folder / f"{TEST_LABELS}.gz", ns=(1, 1))
    load_fashion_mnist(folder)
    assert (folder / ".verified.json").is_file()
    hashed.clear()
    load_fashion_mnist(folder)
    assert hashed == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="superuser writes all")
def test_read_only_folder_is_loaded_in_silence(folder, hashed):
    folder.chmod(0o555)
    try:
        load_fashion_mnist(folder)
        hashed.clear()
        assert is_the_small_dataset(load_fashion_mnist(folder))
    finally:
        folder.chmod(0o755)
    assert hashed == []
    assert not (folder / ".verified.json").exists()


# downloading


@pytest.fixture
def keras(small, monkeypatch):
    """Stand in for Keras's loader: it fetches only files that are absent, and checks nothing."""
    cache = small / "home" / ".keras" / "datasets" / "fashion-mnist"
    module = types.ModuleType("keras.datasets.fashion_mnist")
    module.cache, module.fetched, module.sends = cache, [], CONTENT

    def load_data():
        if module.sends is None:
            raise Exception("URL fetch failure on https://example.org/: None -- no route to host")
        for name in NAMES:
            path = cache / f"{name}.gz"
            if not path.exists():
                path.write_bytes(gzip.compress(module.sends[name]))
                module.fetched.append(name)
            gzip.decompress(path.read_bytes())

    module.load_data = load_data
    monkeypatch.setitem(sys.modules, "keras.datasets.fashion_mnist", module)
    return module


def test_nothing_is_downloaded_unasked(keras):
    error_of(load_fashion_mnist)
    error_of(verify)
    assert not keras.cache.exists()


def test_download_fetches_and_verifies(keras, hashed):
    report = data.download()
    assert [(line.name, line.folder, line.state) for line in report] == [
        (f"{name}.gz", keras.cache, "verified") for name in NAMES
    ]
    assert sorted(hashed) == sorted(CONTENT.values())
    assert is_the_small_dataset(load_fashion_mnist())


def test_download_fetches_again_only_what_is_broken_or_missing(keras):
    data.download()
    keras.fetched.clear()
    path = keras.cache / f"{TRAIN_IMAGES}.gz"
    interrupted = path.read_bytes()[:-20]
    path.write_bytes(interrupted)
    (keras.cache / f"{TEST_LABELS}.gz").unlink()
    assert "interrupted" in error_of(load_fashion_mnist)
    data.download()
    assert keras.fetched == [TRAIN_IMAGES, TEST_LABELS]
    assert is_the_small_dataset(load_fashion_mnist())
    assert path.with_name(f"{path.name}.broken").read_bytes() == interrupted  # set aside, not lost


def test_download_without_network_is_one_clear_error(keras):
    keras.sends = None
    message = error_of(data.download)
    assert f"could not be downloaded to Keras's cache, {keras.cache}" in message
    assert "no route to host" in message
    assert "Check the connection" in message


def test_download_of_something_else_is_refused(keras):
    keras.sends = {**CONTENT, TEST_LABELS: idx_bytes((5,), first=100)}
    message = error_of(data.download)
    assert f"{TEST_LABELS}.gz has the right shape but not Fashion-MNIST's content" in message


def test_download_without_keras_is_one_clear_error(small, monkeypatch):
    monkeypatch.setitem(sys.modules, "keras.datasets.fashion_mnist", None)
    assert "keras.datasets.fashion_mnist" in error_of(data.download)


def test_download_to_a_folder_that_cannot_be_written_is_one_clear_error(keras, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert "set KERAS_HOME to another one" in error_of(data.download)
    assert keras.fetched == []


# ---- speed ----


@pytest.mark.timing
def test_loading_computes_no_longer_than_kerass_own_loader():
    command = [sys.executable, "-m", "benchmarks.data_loading", "9"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    ratio = re.search(r"ours, verified before .* ([\d.]+)$", result.stdout, re.MULTILINE)
    assert float(ratio.group(1)) <= 1.0, result.stdout
