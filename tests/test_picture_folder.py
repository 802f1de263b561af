"""A folder of pictures becomes a dataset; what cannot be used is named, and the rest serves."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.picture_folder import demo_folder, load_picture_folder


@pytest.fixture
def prepare_photo():
    return solutions.reference("prepare_photo")


def draw(path, size, mode, box):
    """Write a picture of a dark box on a white, or transparent, background."""
    background = (255, 255, 255, 0) if mode == "RGBA" else (255, 255, 255)
    picture = Image.new("RGBA" if mode == "RGBA" else "RGB", size, background)
    ImageDraw.Draw(picture).rectangle(box, fill=(20, 20, 20, 255) if mode == "RGBA" else "black")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.convert(mode).save(path)


@pytest.fixture
def folder(tmp_path):
    """Return a folder of two classes: mixed sizes and modes, and files that cannot be used."""
    root = tmp_path / "my pictures"
    draw(root / "tall" / "colour.jpg", (60, 90), "RGB", (25, 10, 35, 80))
    draw(root / "tall" / "grey.PNG", (33, 47), "L", (12, 4, 18, 42))
    draw(root / "wide" / "palette.gif", (80, 40), "P", (5, 15, 75, 25))
    draw(root / "wide" / "more" / "transparent.png", (200, 100), "RGBA", (20, 40, 180, 60))
    (root / "wide" / "broken.jpg").write_bytes(b"\xff\xd8\xff not a picture")
    draw(root / "wide" / "blank.png", (30, 30), "RGB", (40, 40, 50, 50))
    (root / "tall" / "phone.heic").write_bytes(b"heic")
    draw(root / ".ipynb_checkpoints" / "copy.png", (30, 30), "RGB", (5, 5, 20, 20))
    return root


def test_mixed_sizes_and_colour_modes_become_images_like_those_of_fashion_mnist(
    folder, prepare_photo
):
    X, y, class_names, _ = load_picture_folder(folder, prepare_photo)
    assert class_names == ["tall", "wide"]
    assert y.tolist() == [0, 0, 1, 1]
    assert y.dtype == np.int64
    assert X.shape == (4, 28, 28, 1)
    assert X.dtype == np.float32
    assert X.min() == 0
    assert X.max() <= 1
    heights = (X[..., 0].max(axis=2) > 0.5).sum(axis=1)
    widths = (X[..., 0].max(axis=1) > 0.5).sum(axis=1)
    assert (heights > widths).tolist() == [True, True, False, False]


def test_what_cannot_be_used_is_named_with_the_reason(folder, prepare_photo, capsys):
    left_out = dict(load_picture_folder(folder, prepare_photo).left_out)
    assert set(left_out) == {"wide/broken.jpg", "wide/blank.png", "tall/phone.heic"}
    assert "cannot be read as a picture" in left_out["wide/broken.jpg"]
    assert "no garment" in left_out["wide/blank.png"]
    assert "does not end in" in left_out["tall/phone.heic"]
    printed = capsys.readouterr()
    for name, reason in left_out.items():
        assert f"left out: {name}: {reason}\n" in printed.out
    assert str(folder) not in printed.out


def test_progress_is_shown(folder, prepare_photo, capsys):
    load_picture_folder(folder, prepare_photo)
    assert "pictures: 100%" in capsys.readouterr().out


def test_a_class_without_a_usable_picture_is_left_out_and_labels_have_no_gap(
    folder, prepare_photo, capsys
):
    (folder / "empty").mkdir()
    (folder / "empty" / "nothing.png").write_bytes(b"")
    _, y, class_names, _ = load_picture_folder(folder, prepare_photo)
    assert class_names == ["tall", "wide"]
    assert set(y) == {0, 1}
    assert "the class empty" in capsys.readouterr().out


def test_nothing_in_the_folder_is_changed(folder, prepare_photo):
    def content():
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = content()
    load_picture_folder(folder, prepare_photo)
    assert content() == before


def test_a_folder_that_is_not_there_is_named(tmp_path, prepare_photo):
    with pytest.raises(CourseError, match=r"there is no folder .*shoes"):
        load_picture_folder(tmp_path / "shoes", prepare_photo)


def test_pictures_that_lie_in_no_class_folder_get_a_clear_word(tmp_path, prepare_photo):
    draw(tmp_path / "photos" / "one.png", (30, 30), "RGB", (5, 5, 20, 20))
    with pytest.raises(CourseError, match="one folder in it for each class"):
        load_picture_folder(tmp_path / "photos", prepare_photo)


def test_one_class_is_too_few(tmp_path, prepare_photo):
    draw(tmp_path / "photos" / "shoes" / "one.png", (30, 30), "RGB", (5, 5, 20, 20))
    with pytest.raises(CourseError, match="photos has 1 class with pictures"):
        load_picture_folder(tmp_path / "photos", prepare_photo)


def test_the_folder_to_try_things_on_has_two_classes_four_modes_and_a_broken_file(prepare_photo):
    root = demo_folder()
    pictures = load_picture_folder(root, prepare_photo)
    assert pictures.class_names == ["bags", "shoes"]
    assert np.bincount(pictures.y).min() >= 2
    assert [picture.path for picture in pictures.left_out] == ["shoes/broken.png"]
    files = [path for path in root.glob("*/*.png") if path.name != "broken.png"]
    assert {Image.open(path).mode for path in files} == {"RGB", "L", "P", "RGBA"}
    assert demo_folder() != root
