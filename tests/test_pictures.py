"""Pictures from outside: any common file becomes red, green and blue, or a clear word."""

import numpy as np
import pytest
from PIL import Image

from course_utils.errors import CourseError
from course_utils.pictures import load_emoji, load_photo


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK"])
def test_every_colour_mode_becomes_three_channels_of_bytes(mode, tmp_path):
    path = tmp_path / ("photo.jpg" if mode == "CMYK" else "photo.png")
    Image.new("RGB", (7, 5), "white").convert(mode).save(path)
    photo = load_photo(path)
    assert photo.shape == (5, 7, 3)
    assert photo.dtype == np.uint8
    assert photo.min() >= 250


def test_transparent_parts_become_white(tmp_path):
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert np.all(load_photo(tmp_path / "clear.png") == 255)


def test_a_photo_turned_by_the_camera_is_turned_back(tmp_path):
    picture = Image.new("RGB", (6, 4), "black")
    exif = picture.getexif()
    exif[0x0112] = 6  # the orientation: turned by a quarter
    picture.save(tmp_path / "turned.jpg", exif=exif)
    assert load_photo(tmp_path / "turned.jpg").shape == (6, 4, 3)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CourseError, match=r"no file shirt\.jpg"):
        load_photo("shirt.jpg")


def test_a_file_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "notes.jpg").write_text("not a picture")
    with pytest.raises(CourseError, match=r"notes\.jpg cannot be read as a picture"):
        load_photo(tmp_path / "notes.jpg")


def test_a_picture_cut_short_is_named(tmp_path):
    path = tmp_path / "half.png"
    noise = np.random.default_rng(0).integers(0, 256, (90, 90, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(CourseError, match=r"half\.png"):
        load_photo(path)


def test_a_folder_is_no_picture(tmp_path):
    with pytest.raises(CourseError, match="cannot be read"):
        load_photo(tmp_path)


def test_the_emoji_are_there_with_labels_of_their_classes():
    emoji = {picture.name: picture for picture in load_emoji()}
    assert len(emoji) == 13
    assert emoji["jeans"].label == 1
    assert emoji["running_shoe"].label == 7
    for picture in emoji.values():
        assert picture.rgb.shape == (128, 136, 3)
        assert np.all(picture.rgb[0, 0] == 255)
