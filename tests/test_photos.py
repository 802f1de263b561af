"""The photos: all there, as the datasheet says, and split so that no object is on both sides."""

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from course_utils.datasets import photos as photos_module
from course_utils.datasets.photos import (
    FEATURES,
    FEATURES_RECORD,
    N_PHOTOS,
    PHOTOS,
    few_photos,
    load_photo_features,
    load_photos,
)
from course_utils.datasets.picture_folder import load_picture_folder
from course_utils.errors import CourseError
from course_utils.networks.imagenet import N_FEATURES, load_imagenet_network, preprocess

ROOT = PHOTOS.parents[1]
CLASSES = ["bird", "flower", "food", "household", "mammal"]


@pytest.fixture(scope="module")
def photos():
    return load_photos()


def table(name, folder=PHOTOS):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def datasheet():
    return (PHOTOS / "README.md").read_text("utf-8")


def test_they_are_colour_photos_with_labels_objects_and_descriptions(photos):
    assert photos.X.shape == (N_PHOTOS, 128, 128, 3)
    assert photos.X.dtype == np.uint8
    assert photos.y.shape == (N_PHOTOS,)
    assert photos.y.dtype == np.int64
    assert photos.class_names == CLASSES
    assert len(photos.objects) == len(photos.descriptions) == N_PHOTOS
    assert min(map(len, [*photos.objects, *photos.descriptions])) > 0


def test_labels_go_with_their_photos(photos):
    place = photos.descriptions.index("A rose.")
    assert photos.class_names[photos.y[place]] == "flower"
    red, green, blue = photos.X[place, 44:84, 44:84].mean(axis=(0, 1))
    assert red > 2 * green
    assert red > 2 * blue
    assert photos.class_names[photos.y[photos.descriptions.index("A zebra.")]] == "mammal"


def test_every_photo_is_in_the_table_and_every_row_has_its_photo():
    files = {path.relative_to(PHOTOS).as_posix() for path in PHOTOS.rglob("*/*.jpg")}
    rows = table("photos.csv")
    assert {row["file"] for row in rows} == files
    assert len(rows) == len(files)
    assert all(row["file"].startswith(f"{row['class']}/") for row in rows)


def test_as_a_folder_of_pictures_the_photos_show_the_objects_of_the_table(photos):
    own = load_picture_folder(PHOTOS, lambda picture: picture)
    place = {name: number for number, name in enumerate(own.files)}
    objects = [own.objects[place[row["file"]]] for row in table("photos.csv")]
    for first, second in combinations(range(len(objects)), 2):
        same = photos.objects[first] == photos.objects[second]
        assert (objects[first] == objects[second]) == same


def test_every_file_is_a_jpeg_of_128_pixels_with_a_white_margin(photos):
    for row in table("photos.csv"):
        with Image.open(PHOTOS / row["file"]) as picture:
            assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (128, 128))
    margin = np.ones((128, 128), bool)
    margin[5:-5, 5:-5] = False
    assert photos.X[:, margin].min() > 200  # compression blurs an edge a little
    assert np.all((photos.X < 200).any(axis=(1, 2, 3)))


def test_all_photos_take_less_than_two_megabytes():
    assert sum(path.stat().st_size for path in PHOTOS.rglob("*")) < 2e6


def test_no_object_is_in_two_classes(photos):
    assert len(set(zip(photos.objects, photos.y.tolist(), strict=True))) == len(set(photos.objects))


def test_pictures_that_are_the_same_but_for_mirror_or_colour_are_one_object(photos):
    grey = 255 - photos.X.mean(axis=3)
    standard = []
    for pixels in (grey.reshape(N_PHOTOS, -1), grey[:, :, ::-1].reshape(N_PHOTOS, -1)):
        centred = pixels - pixels.mean(axis=1, keepdims=True)
        standard.append(centred / np.linalg.norm(centred, axis=1, keepdims=True))
    alike = np.maximum(standard[0] @ standard[0].T, standard[0] @ standard[1].T) > 0.95
    pairs = [(photos.objects[i], photos.objects[j]) for i, j in np.argwhere(np.triu(alike, 1))]
    assert pairs == [("apple", "apple"), ("measuring_tape", "measuring_tape")]
    shared = {name for name, count in Counter(photos.objects).items() if count > 1}
    assert shared == {"apple", "golden_pig", "gnu", "gnu_calf", "measuring_tape", "scissors"}


def test_the_datasheet_prints_what_it_says(capsys):
    page = datasheet()
    code, printed = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", page, re.DOTALL).groups()
    exec(code, {})
    assert capsys.readouterr().out == printed


def test_the_datasheet_counts_what_was_left_out_and_why():
    selection = table("selection.csv")
    left_out = Counter((row["left_out"], row["class"]) for row in selection)
    reasons = sorted({reason for reason, _ in left_out} - {""})
    assert reasons == ["drawing", "other terms", "too small", "toy"]
    for reason in reasons:
        counts = [left_out[reason, name] for name in CLASSES]
        cells = " | ".join(map(str, [*counts, sum(counts)]))
        assert f"| {reason} | {cells} |\n" in datasheet()
    assert f"all {len(selection)} stamps (PNG)" in datasheet()


def test_the_datasheet_counts_contributors_as_the_table_does():
    text = " ".join(datasheet().split())
    rows = table("photos.csv")
    named = sum(row["credit"] != "" for row in rows)
    assert f"for {named} of {N_PHOTOS}." in text
    of = Counter((row["class"], row["credit"]) for row in rows)
    all_of = Counter(row["class"] for row in rows)
    game = "Childsplay, Stas Zytkiewicz"
    assert f"{of['mammal', game]} of the {all_of['mammal']} mammals" in text
    assert f"{of['bird', game]} of the {all_of['bird']} birds" in text
    assert f"{of['flower', 'Akkana Peck']} of the {all_of['flower']} flowers" in text


def test_the_table_says_what_the_selection_says():
    chosen = {row["source"]: row for row in table("selection.csv") if not row["left_out"]}
    rows = table("photos.csv")
    assert sorted(row["source"] for row in rows) == sorted(chosen)
    for row in rows:
        for column in ("class", "object", "credit"):
            assert row[column] == chosen[row["source"]][column]


# ---- features ----


def test_the_stored_features_are_what_the_network_gives(photos):
    features = load_photo_features()
    assert features.shape == (N_PHOTOS, N_FEATURES)
    assert features.dtype == np.float32
    computed = load_imagenet_network().predict(preprocess(photos.X), batch_size=50, verbose=0)
    # Half a unit of the last of 11 bits, and what another processor's sums may differ by.
    np.testing.assert_allclose(features, computed, rtol=2**-11, atol=2e-4)


def test_the_file_of_features_is_the_recorded_one():
    record = json.loads(FEATURES_RECORD.read_text(encoding="utf-8"))
    content = FEATURES.read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"]
    assert len(content) == record["bytes"]
    assert (ROOT / record["command"].removeprefix("python ")).is_file()
    assert (FEATURES.parent / record["network"]).is_file()


def test_the_features_need_no_tensorflow():
    code = (
        "import sys; from course_utils.datasets.photos import load_photo_features as load; load(); "
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_damaged_features_are_refused_in_one_sentence_with_the_remedy(tmp_path, monkeypatch):
    content = bytearray(FEATURES.read_bytes())
    content[1000] ^= 1
    (tmp_path / FEATURES.name).write_bytes(content)
    monkeypatch.setattr(photos_module, "FEATURES", tmp_path / FEATURES.name)
    with pytest.raises(CourseError) as caught:
        load_photo_features()
    assert str(caught.value) == (
        "data/models/photo_features.npz is damaged: its sha256 differs. "
        "`git checkout -- data/models` brings it back."
    )


@pytest.mark.parametrize("name", ["FEATURES", "FEATURES_RECORD"])
def test_missing_features_say_how_to_bring_them_back(name, tmp_path, monkeypatch):
    monkeypatch.setattr(photos_module, name, tmp_path / getattr(photos_module, name).name)
    with pytest.raises(CourseError) as caught:
        load_photo_features()
    assert str(caught.value) == (
        "data/models/photo_features.npz or its record photo_features.json is not there. "
        "`git checkout -- data/models` brings it back."
    )


# ---- splits ----


@pytest.mark.parametrize("n", [1, 2, 5, 10, 18])
def test_n_photos_of_each_class_come_from_n_objects(photos, n):
    for seed in range(20):
        train, _ = few_photos(photos, n, seed)
        assert train.dtype == np.int64
        assert np.bincount(photos.y[train]).tolist() == [n] * 5
        assert len({photos.objects[place] for place in train}) == 5 * n


@pytest.mark.parametrize("n", [1, 10, 18])
def test_whole_objects_are_on_one_side_of_a_split(photos, n):
    for seed in range(20):
        train, test = few_photos(photos, n, seed)
        assert test.dtype == np.int64
        trained = {photos.objects[place] for place in train}
        expected = [i for i, name in enumerate(photos.objects) if name not in trained]
        assert test.tolist() == expected


def test_every_photo_is_drawn_by_some_seed(photos):
    drawn = np.concatenate([few_photos(photos, 18, seed).train for seed in range(60)])
    assert set(drawn.tolist()) == set(range(N_PHOTOS))


def test_the_same_seed_draws_the_same_and_another_seed_others(photos):
    first, again, other = (few_photos(photos, 5, seed).train.tolist() for seed in (3, 3, 4))
    assert first == again
    assert set(first) != set(other)


def test_fewer_photos_are_the_first_of_more(photos):
    ten = few_photos(photos, 10, 0).train
    assert photos.y[ten].tolist() == list(range(5)) * 10
    for n in (1, 4):
        assert few_photos(photos, n, 0).train.tolist() == ten[: 5 * n].tolist()


@pytest.mark.parametrize("n", [0, -1, 19, 40])
def test_a_number_that_leaves_nothing_on_one_side_is_refused(photos, n):
    with pytest.raises(CourseError, match=f"n is {n}, and must be from 1 to 18"):
        few_photos(photos, n, 0)


# ---- damage ----


@pytest.fixture
def copy(tmp_path, monkeypatch):
    shutil.copytree(PHOTOS, tmp_path / "photos")
    monkeypatch.setattr(photos_module, "PHOTOS", tmp_path / "photos")
    assert len(load_photos().y) == N_PHOTOS
    return tmp_path / "photos"


def error_of_loading():
    with pytest.raises(CourseError) as caught:
        load_photos()
    message = str(caught.value)
    assert message.endswith("`git checkout -- data/photos` brings it back.")
    assert "\n" not in message
    return message


def test_a_missing_photo_is_named(copy):
    (copy / "flower" / "rose.jpg").unlink()
    assert "flower/rose.jpg is not there" in error_of_loading()


def test_a_damaged_photo_is_named(copy):
    path = copy / "flower" / "rose.jpg"
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    assert "flower/rose.jpg is damaged" in error_of_loading()


def test_a_missing_folder_is_named(copy):
    shutil.rmtree(copy)
    assert "photos.csv cannot be read" in error_of_loading()


@pytest.mark.parametrize("damage", ["rows are gone", "no header", "empty", "no text"])
def test_a_damaged_table_is_named(copy, damage):
    path = copy / "photos.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    damaged = {
        "rows are gone": lines[:100],
        "no header": lines[1:] + lines[-1:],
        "empty": [],
        "no text": [*lines, b"\xff"],
    }
    path.write_bytes(b"".join(damaged[damage]))
    assert "photos.csv" in error_of_loading()


def test_a_table_with_zeros_in_it_is_told_in_one_line(copy):
    path = copy / "photos.csv"
    path.write_bytes(path.read_bytes().replace(b"flower/rose", b"flower/\0\0\0\0"))
    assert "is not there" in error_of_loading()
