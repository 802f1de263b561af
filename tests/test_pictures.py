"""Pictures from outside: any common file becomes red, green and blue, or a clear word."""

import os
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from course_utils.datasets.pictures import load_emoji, load_photo
from course_utils.errors import CourseError

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
RED, GREEN, BLUE, YELLOW = (230, 30, 30), (30, 160, 30), (30, 30, 230), (230, 230, 30)


def quadrants(height=32, width=48):
    """Return a picture of four colours, so that every way of turning it is seen."""
    colours = np.array([[RED, GREEN], [BLUE, YELLOW]], np.uint8)
    return colours.repeat(height // 2, axis=0).repeat(width // 2, axis=1)


def assert_quadrants(photo, expected, within=12):
    """Compare in the middle of each quarter: JPEG mixes colours where they meet."""
    assert photo.dtype == np.uint8
    assert photo.shape == expected.shape
    height, width, _ = photo.shape
    middle = np.ix_([height // 4, 3 * height // 4], [width // 4, 3 * width // 4])
    assert np.abs(photo[middle].astype(int) - expected[middle]).max() <= within


def refusal(path):
    """Return the word on a file that is refused: one line, which names it."""
    with pytest.raises(CourseError) as raised:
        load_photo(path)
    message = str(raised.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def png(values, colour_type, transparent=None):
    """Return a PNG file of 16 bits, which Pillow writes in grey only; `values` has channels."""
    rows = b"".join(b"\0" + row.tobytes() for row in values.astype(">u2"))
    height, width = values.shape[:2]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in [
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)),
            *([] if transparent is None else [(b"tRNS", struct.pack(">H", transparent))]),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        ]
    )


def tiff(data, size, bits, others):
    """Return a TIFF file in one strip, with tags that Pillow does not write.

    `bits` has one number a channel; `others` are tags such as 262, which says what 0 means.
    """
    tags = {256: size[0], 257: size[1], 259: 1, 277: len(bits), 278: size[1], 279: len(data)}
    start = 8 + 2 + 12 * (len(tags | others) + 2) + 4
    packed = struct.pack(f"<{len(bits)}H", *bits)  # in its place if it has four bytes at most
    (bits_or_where,) = struct.unpack("<I", (packed + b"\0\0")[:4]) if len(bits) < 3 else (start,)
    tags |= {258: bits_or_where, 273: start + len(packed), **others}
    entries = b"".join(
        struct.pack("<HHII", tag, 3, len(bits) if tag == 258 else 1, value)
        for tag, value in sorted(tags.items())
    )
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", 0)
    return head + packed + data


@pytest.mark.parametrize("name", ["photo", "photo.JPG", "photo.png", "photo.txt"])
@pytest.mark.parametrize("format_", FORMATS)
def test_every_common_format_is_read_whatever_its_name_says(format_, name, tmp_path):
    Image.fromarray(quadrants()).save(tmp_path / name, format_)
    assert_quadrants(load_photo(tmp_path / name), quadrants())


@pytest.mark.parametrize(
    ("mode", "ending"),
    [
        *(
            (mode, ending)
            for mode in ("RGB", "RGBA", "L", "LA", "P", "1")
            for ending in ("png", "tif")
        ),
        *(
            ("CMYK", "jpg"),
            ("CMYK", "tif"),
            ("YCbCr", "tif"),
            ("L", "jpg"),
            ("P", "gif"),
            ("1", "bmp"),
        ),
    ],
)
def test_every_colour_mode_becomes_three_channels_of_bytes(mode, ending, tmp_path):
    picture = Image.fromarray(quadrants())
    picture = picture.quantize(4) if mode == "P" else picture.convert(mode)
    picture.save(tmp_path / f"photo.{ending}")
    photo = load_photo(tmp_path / f"photo.{ending}")
    if mode in ("L", "LA"):
        expected = np.asarray(Image.fromarray(quadrants()).convert("L").convert("RGB"))
        assert_quadrants(photo, expected)
    elif mode == "1":
        assert set(photo.ravel()) == {0, 255}
        assert photo[:16, :24].mean() < photo[16:, 24:].mean()
    else:
        assert_quadrants(photo, quadrants())


def test_transparent_parts_become_white(tmp_path):
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert np.all(load_photo(tmp_path / "clear.png") == 255)


@pytest.mark.parametrize("ending", ["png", "gif", "webp", "tif"])
def test_half_of_a_picture_may_be_transparent_in_every_way(ending, tmp_path):
    picture = Image.fromarray(quadrants()).convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 24, 32))
    picture.save(tmp_path / f"half.{ending}")
    photo = load_photo(tmp_path / f"half.{ending}")
    assert np.all(photo[4:-4, 4:20] == 255)
    assert np.abs(photo[8, 36].astype(int) - GREEN).max() <= 12


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "1"])
def test_one_colour_may_be_the_transparent_one(mode, tmp_path):
    picture = Image.new("RGB", (20, 20), "black").convert(mode)
    key = picture.getpixel((0, 0))
    picture.save(tmp_path / "key.png", transparency=key)
    assert np.all(load_photo(tmp_path / "key.png") == 255)


def test_half_transparent_is_mixed_with_white(tmp_path):
    Image.new("LA", (4, 4), (0, 128)).save(tmp_path / "grey.png")
    assert np.all(load_photo(tmp_path / "grey.png") == 127)
    premultiplied = tiff(bytes([0, 128] * 16), (4, 4), (8, 8), {262: 1, 338: 1})
    (tmp_path / "grey.tif").write_bytes(premultiplied)
    assert np.all(load_photo(tmp_path / "grey.tif") == 127)


GREY_16 = np.array([[0, 257, 20_000, 32_768, 65_535]], np.uint16)
GREY_8 = [0, 1, 78, 128, 255]


@pytest.mark.parametrize("name", ["scan.png", "scan.tif", "big-endian.tif", "compressed.tif"])
def test_grey_of_16_bits_is_scaled_down_to_8(name, tmp_path):
    picture = Image.fromarray(GREY_16)
    if name == "big-endian.tif":
        picture = Image.frombytes("I;16B", (5, 1), GREY_16.astype(">u2").tobytes())
    picture.save(tmp_path / name, compression="tiff_lzw" if "compressed" in name else None)
    photo = load_photo(tmp_path / name)
    assert photo[0].tolist() == [[value] * 3 for value in GREY_8]


def test_a_dark_picture_of_16_bits_stays_dark(tmp_path):
    Image.fromarray(np.full((3, 3), 200, np.uint16)).save(tmp_path / "dark.png")
    assert np.all(load_photo(tmp_path / "dark.png") == 1)


def test_16_bits_in_which_one_value_is_transparent(tmp_path):
    (tmp_path / "key.png").write_bytes(png(GREY_16[..., np.newaxis], 0, transparent=257))
    assert load_photo(tmp_path / "key.png")[0, :, 0].tolist() == [0, 255, 78, 128, 255]


def test_a_tiff_file_says_how_many_bits_it_has_and_what_is_white(tmp_path):
    (tmp_path / "12.tif").write_bytes(tiff(b"\xff\xf8\x00", (2, 1), (12,), {262: 1}))
    assert load_photo(tmp_path / "12.tif")[0, :, 0].tolist() == [255, 128]
    (tmp_path / "white.tif").write_bytes(tiff(GREY_16.tobytes(), (5, 1), (16,), {262: 0}))
    assert load_photo(tmp_path / "white.tif")[0, :, 0].tolist() == [255, 254, 177, 127, 0]


@pytest.mark.parametrize(("colour_type", "channels"), [(2, 3), (4, 2), (6, 4)])
def test_colour_of_16_bits_is_scaled_down_too(colour_type, channels, tmp_path):
    values = np.full((4, 4, channels), 65_535, np.uint16)
    values[..., 0] = 20_000
    (tmp_path / "deep.png").write_bytes(png(values, colour_type))
    red, green, blue = load_photo(tmp_path / "deep.png")[0, 0]
    assert abs(int(red) - 78) <= 1
    assert (green, blue) == ((red, red) if channels == 2 else (255, 255))


def test_a_tiff_file_of_colour_with_16_bits_is_read(tmp_path):
    data = np.full((4, 4, 3), (20_000, 65_535, 0), np.uint16).tobytes()
    (tmp_path / "deep.tif").write_bytes(tiff(data, (4, 4), (16, 16, 16), {262: 2}))
    assert np.abs(load_photo(tmp_path / "deep.tif") - np.array([78, 255, 0])).max() <= 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.5, 1.0], [0, 128, 255]),
        ([0.0, 0.25, 0.5], [0, 64, 128]),  # not stretched: a dark picture stays dark
        ([0.0, 100.0, 200.0], [0, 100, 200]),
        ([0.0, 20_000.0, 60_000.0], [0, 78, 233]),
        ([-1.0, 0.0, 1.0], [0, 128, 255]),
        ([100_000.0, 150_000.0, 200_000.0], [0, 128, 255]),
        ([200_000.0, 200_000.0, 200_000.0], [0, 0, 0]),
        ([np.nan, 1.0, np.inf], [0, 255, 255]),
    ],
)
def test_grey_with_decimals_is_scaled_by_the_smallest_range_that_holds_it(
    values, expected, tmp_path
):
    Image.fromarray(np.array([values], np.float32)).save(tmp_path / "grey.tif")
    assert load_photo(tmp_path / "grey.tif")[0, :, 0].tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0, 1], [0, 255]), ([0, 100], [0, 100]), ([0, 30_000], [0, 117]), ([-10, 10**9], [0, 255])],
)
def test_grey_of_32_bits_is_scaled_likewise(values, expected, tmp_path):
    Image.fromarray(np.array([values], np.int32)).save(tmp_path / "grey.tif")
    assert load_photo(tmp_path / "grey.tif")[0, :, 0].tolist() == expected


def turned_back(photo, orientation):
    """Return how a picture is to be shown, by what EXIF says of its rows and columns."""
    return {
        1: lambda x: x,
        2: lambda x: x[:, ::-1],
        3: lambda x: x[::-1, ::-1],
        4: lambda x: x[::-1],
        5: lambda x: x.transpose(1, 0, 2),
        6: lambda x: np.rot90(x, -1),
        7: lambda x: x[::-1, ::-1].transpose(1, 0, 2),
        8: lambda x: np.rot90(x),
    }[orientation](photo)


def exif(orientation):
    data = Image.Exif()
    data[0x010F] = "Maker"
    data[0x0112] = orientation
    return data


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp"])
def test_a_photo_turned_by_the_camera_is_turned_back(ending, orientation, tmp_path):
    path = tmp_path / f"turned.{ending}"
    Image.fromarray(quadrants()).save(path, exif=exif(orientation))
    assert_quadrants(load_photo(path), turned_back(quadrants(), orientation))


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_a_turned_scan_of_16_bits_is_turned_back(ending, tmp_path):
    Image.fromarray(GREY_16).save(tmp_path / f"turned.{ending}", exif=exif(6))
    photo = load_photo(tmp_path / f"turned.{ending}")
    assert photo[:, 0, 0].tolist() == GREY_8


def test_other_exif_data_may_be_broken(tmp_path):
    data = bytearray(exif(6).tobytes())
    data[17] = 9  # the kind of the maker's name: a number, where there is none
    Image.fromarray(quadrants()).save(tmp_path / "turned.jpg", exif=bytes(data))
    with pytest.raises(struct.error):  # so the case is one that Pillow's own function fails at
        ImageOps.exif_transpose(Image.open(tmp_path / "turned.jpg"))
    assert_quadrants(load_photo(tmp_path / "turned.jpg"), turned_back(quadrants(), 6))


@pytest.mark.parametrize("format_", ["GIF", "WEBP", "PNG", "TIFF", "MPO"])
def test_of_several_frames_or_pages_the_first_is_read(format_, tmp_path):
    others = [Image.new("RGB", (48, 32), "black")] * 2
    path = tmp_path / "several"
    Image.fromarray(quadrants()).save(path, format_, save_all=True, append_images=others)
    with Image.open(path) as picture:
        assert picture.n_frames > 1
    assert_quadrants(load_photo(path), quadrants())


def test_a_photo_may_be_written_to(tmp_path):
    Image.fromarray(quadrants()).save(tmp_path / "photo.png")
    load_photo(tmp_path / "photo.png")[0, 0] = 7


def test_a_path_may_begin_with_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    Image.fromarray(quadrants()).save(tmp_path / "photo.png")
    assert_quadrants(load_photo("~/photo.png"), quadrants())


@pytest.mark.parametrize("path", [None, 7, ["shirt.jpg"], "~nobody-of-this-name/shirt.jpg"])
def test_what_is_no_path_gets_a_clear_word(path):
    with pytest.raises(CourseError, match="is no path"):
        load_photo(path)


def test_a_file_that_is_not_there_is_named():
    assert "there is no file shirt.jpg" in refusal("shirt.jpg")


@pytest.mark.parametrize("path", ["x" * 5_000, "a\0b"])
def test_a_name_that_no_file_can_have_gets_a_clear_word(path):
    assert "cannot be read" in refusal(path)


def box(brand, *others):
    """Return the beginning of a picture or video of a phone."""
    brands = brand + b"\0\0\0\0" + b"".join(others)
    return struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + b"\0\0\0\x08mdat" + b"\1" * 900


REFUSED = {
    "a HEIC picture": [
        box(b"heic", b"mif1", b"heic"),
        box(b"mif1", b"mif1", b"heic"),
        box(b"msf1", b"hevc"),
    ],
    "an AVIF picture": [
        box(b"avif", b"mif1", b"miaf"),
        box(b"mif1", b"avif"),
        box(b"avis", b"msf1"),
    ],
    "an SVG drawing": [
        b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a drawing -->\n<svg></svg>',
    ],
    "a RAW file": [
        b"II*\0\x10\0\0\0CR\2\0" + b"\1" * 900,
        box(b"crx ", b"crx ", b"isom"),
        b"FUJIFILMCCD-RAW 0201" + b"\1" * 900,
        b"IIRO\x08\0\0\0" + b"\1" * 900,
        b"IIU\0\x18\0\0\0" + b"\1" * 900,
    ],
    "a PDF document": [b"%PDF-1.7\n%\xe2\xe3", b"\r\n%PDF-1.4\n" + b"words " * 900],
    "a video": [
        box(b"isom", b"mp42"),
        box(b"qt  "),
        b"\0\0\0\x08wide\0\0\1\0mdat" + b"\1" * 900,
        b"\x1aE\xdf\xa3" + b"\1" * 900,
        b"RIFF\0\0\1\0AVI LIST" + b"\1" * 900,
        b"0&\xb2u\x8ef\xcf\x11" + b"\1" * 900,
        b"\0\0\x01\xba" + b"\1" * 900,
    ],
    "a web page": [b"\n<!DOCTYPE html><html><svg></svg>", b"<HTML><body>not found</body>"],
    "a text file": [b"not a picture", b"BMW and GIF89a", "Gr\u00fcn \U0001f45f\n".encode() * 400],
    "is empty": [b""],
    "not a picture of a kind that can be read": [
        b"PK\x03\x04" + b"\1" * 900,
        b"8BPS\0\1" + b"\1" * 900,
        bytes(1_000),
        "Grün".encode("latin-1"),
    ],
    "is damaged": [
        b"\xff\xd8\xff\xe0 no more",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a\0",
        b"II*\0\0\0\0\0",
    ],
}


@pytest.mark.parametrize(
    ("word", "content"), [(word, content) for word, files in REFUSED.items() for content in files]
)
def test_what_is_no_picture_for_the_course_is_named_by_its_content(word, content, tmp_path):
    (tmp_path / "IMG_1234.jpg").write_bytes(content)
    message = refusal(tmp_path / "IMG_1234.jpg")
    assert word in message
    if word not in ("is empty", "is damaged", "a text file", "a web page"):
        assert "as JPEG" in message


@pytest.mark.skipif(not Image.registered_extensions().get(".avif"), reason="Pillow without AVIF")
def test_an_avif_picture_is_refused_even_where_pillow_could_read_it(tmp_path):
    Image.fromarray(quadrants()).save(tmp_path / "photo.jpg", "AVIF")
    assert "an AVIF picture" in refusal(tmp_path / "photo.jpg")


@pytest.mark.parametrize(
    ("name", "others"),
    [("photo.NEF", {}), ("photo.tif", {254: 1}), ("photo.tif", {50706: 1})],
    ids=["name", "small version", "DNG"],
)
def test_a_raw_file_in_the_form_of_tiff_is_not_taken_for_the_small_picture_in_it(
    name, others, tmp_path
):
    (tmp_path / name).write_bytes(tiff(bytes(range(12)), (2, 2), (8, 8, 8), {262: 2, **others}))
    assert "a RAW file" in refusal(tmp_path / name)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_picture_cut_short_is_named(part, format_, tmp_path):
    path = tmp_path / "half.jpg"
    noise = np.random.default_rng(0).integers(0, 256, (90, 90, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path, format_)
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    message = refusal(path)
    assert "damaged" in message
    assert "again" in message


@pytest.mark.parametrize("format_", FORMATS)
def test_whatever_is_broken_in_a_file_it_is_read_or_refused_in_one_line(format_, tmp_path):
    path = tmp_path / "broken"
    Image.fromarray(quadrants()).save(
        path, format_, **({} if format_ == "BMP" else {"exif": exif(6)})
    )
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(150):
            content = bytearray(whole)
            for place in rng.integers(0, min(len(content), 400), rng.integers(1, 6)):
                content[place] = rng.integers(256)
            path.write_bytes(content)
            try:
                assert load_photo(path).ndim == 3
            except CourseError:
                refusal(path)


def test_a_folder_is_no_picture(tmp_path):
    (tmp_path / "x.jpg").mkdir()
    assert "is a folder" in refusal(tmp_path / "x.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.jpg")
    assert "a device or a pipe" in refusal(tmp_path / "x.jpg")


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "mine.jpg").write_bytes(b"")
    monkeypatch.setattr(Path, "open", refuse)  # chmod would not stop the superuser
    assert "may not be read" in refusal(tmp_path / "mine.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="superuser reads all")
def test_a_file_in_a_locked_folder_is_named(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "mine.jpg").write_bytes(b"")
    folder.chmod(0)
    try:
        assert "may not be read" in refusal(folder / "mine.jpg")
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize(("width", "height"), [(10_001, 10_000), (60_000, 60_000)])
def test_a_huge_picture_is_refused_before_it_fills_the_memory(width, height, tmp_path):
    content = bytearray(png(GREY_16[..., np.newaxis], 0))
    content[16:24] = struct.pack(">II", width, height)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    (tmp_path / "huge.png").write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        message = refusal(tmp_path / "huge.png")
    assert "pixels. Make it smaller first." in message


def test_a_picture_that_memory_does_not_hold_is_named(tmp_path, monkeypatch):
    def fill(*_):
        raise MemoryError

    Image.fromarray(quadrants()).save(tmp_path / "large.png")
    monkeypatch.setattr(Image.Image, "convert", fill)
    assert "does not fit into memory" in refusal(tmp_path / "large.png")


def test_the_emoji_are_there_with_labels_of_their_classes():
    emoji = {picture.name: picture for picture in load_emoji()}
    assert len(emoji) == 13
    assert emoji["jeans"].label == 1
    assert emoji["running_shoe"].label == 7
    for picture in emoji.values():
        assert picture.rgb.shape == (128, 136, 3)
        assert np.all(picture.rgb[0, 0] == 255)
