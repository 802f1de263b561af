"""A folder of pictures becomes a dataset; what cannot be used is named, and the rest serves."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from course_utils import solutions
from course_utils.datasets.picture_files import object_of
from course_utils.datasets.picture_folder import demo_folder, load_picture_folder
from course_utils.errors import CourseError


@pytest.fixture
def prepare_photo():
    return solutions.reference("prepare_photo")


def shrink(rgb):
    """Stand for a function as in lesson 08: colour, of a size of its own."""
    return np.asarray(Image.fromarray(rgb).resize((20, 16)), dtype="float32") / 127.5 - 1


def draw(path, size, mode, box):
    """Write a picture of a dark box on a white, or transparent, background."""
    background = (255, 255, 255, 0) if mode == "RGBA" else (255, 255, 255)
    picture = Image.new("RGBA" if mode == "RGBA" else "RGB", size, background)
    ImageDraw.Draw(picture).rectangle(box, fill=(20, 20, 20, 255) if mode == "RGBA" else "black")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.convert(mode).save(path)


def put(root, *names):
    """Write pictures that all differ, each in one colour."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shade = len(list(root.rglob("*")))
        Image.new("RGB", (24, 24), (shade, 100, 255 - shade)).save(root / name, "PNG")
    return root


def load(folder):
    return load_picture_folder(folder, shrink)


def refusal(folder, prepare=shrink):
    """Return the word on a folder that is refused, in one line."""
    with pytest.raises(CourseError) as raised:
        load_picture_folder(folder, prepare)
    assert "\n" not in str(raised.value)
    return str(raised.value)


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
    (root / "tall" / "notes.txt").write_text("the tall ones")
    draw(root / ".ipynb_checkpoints" / "copy.png", (30, 30), "RGB", (5, 5, 20, 20))
    return root


def test_mixed_sizes_and_colour_modes_become_images_like_those_of_fashion_mnist(
    folder, prepare_photo
):
    own = load_picture_folder(folder, prepare_photo)
    assert own.class_names == ["tall", "wide"]
    assert own.y.tolist() == [0, 0, 1, 1]
    assert own.y.dtype == np.int64
    assert own.X.shape == (4, 28, 28, 1)
    assert own.X.dtype == np.float32
    assert own.X.min() == 0
    assert own.X.max() <= 1
    heights = (own.X[..., 0].max(axis=2) > 0.5).sum(axis=1)
    widths = (own.X[..., 0].max(axis=1) > 0.5).sum(axis=1)
    assert (heights > widths).tolist() == [True, True, False, False]


def test_a_function_may_return_an_array_of_any_shape(folder):
    own = load(folder)
    assert own.X.shape == (5, 16, 20, 3)
    assert own.X.dtype == np.float32
    assert own.X.min() < -0.5
    assert own.X.max() == 1
    assert load_picture_folder(folder, lambda rgb: rgb.mean(axis=(0, 1))).X.shape == (5, 3)
    of_lists = load_picture_folder(folder, lambda rgb: shrink(rgb).tolist()).X
    np.testing.assert_array_equal(of_lists, own.X)
    assert of_lists.dtype == np.float32


def test_every_row_has_its_file_class_and_object(folder, prepare_photo):
    own = load_picture_folder(folder, prepare_photo)
    expected = ["tall/colour.jpg", "tall/grey.PNG", "wide/palette.gif", "wide/more/transparent.png"]
    assert own.files == expected
    assert own.objects == ["tall/colour", "tall/grey", "wide/palette", "wide/more"]
    for row, label, file in zip(own.X, own.y, own.files, strict=True):
        with Image.open(folder / file) as picture:
            white = Image.new("RGBA", picture.size, "white")
            rgb = Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
        np.testing.assert_array_equal(row[..., 0], prepare_photo(np.asarray(rgb)))
        assert file.startswith(own.class_names[label])


def test_what_cannot_be_used_is_named_with_the_reason(folder, prepare_photo, capsys):
    left_out = dict(load_picture_folder(folder, prepare_photo).left_out)
    assert set(left_out) == {"wide/broken.jpg", "wide/blank.png", "tall/notes.txt"}
    assert "it cannot be read as a picture" in left_out["wide/broken.jpg"]
    assert "no garment" in left_out["wide/blank.png"]
    assert "it is a text file" in left_out["tall/notes.txt"]
    printed = capsys.readouterr()
    for name, reason in left_out.items():
        assert f"left out: {name}: {reason}\n" in printed.out
    assert str(folder) not in printed.out
    assert printed.err == ""


KINDS = [
    *(("RGB", "jpg"), ("L", "jpg"), ("CMYK", "jpg"), ("RGB", "png"), ("P", "png"), ("RGBA", "png")),
    *(("LA", "png"), ("1", "png"), ("I;16", "png"), ("RGB", "webp"), ("RGBA", "webp")),
    *(("RGB", "tiff"), ("I;16", "tiff"), ("CMYK", "tiff"), ("F", "tiff"), ("RGB", "bmp")),
    *(("L", "gif"), ("P", "gif")),
]
# Where the corner above and on the left of what is stored is seen, by the camera's number.
CORNERS = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0), (0, 1), (1, 1), (1, 0)]


def save_photo(path, number, mode):
    """Write a photo with a dark box in one corner, stored as the camera was held."""
    photo = Image.new("RGB", (40, 30), "white")
    ImageDraw.Draw(photo).rectangle((0, 0, 6, 2 + number // 2), fill=(number, 90, 30))
    exif = photo.getexif()
    exif[0x0112] = 1 + number % 8
    if mode == "I;16":
        photo = Image.fromarray(np.asarray(photo.convert("L")).astype(np.uint16) * 257)
    path.parent.mkdir(parents=True, exist_ok=True)
    stored_with_exif = path.suffix not in (".bmp", ".gif")
    photo.convert(mode).save(path, **({"exif": exif} if stored_with_exif else {}))


def test_of_60_mixed_files_54_are_used_and_the_6_others_are_named(tmp_path, capsys):
    for number in range(54):
        mode, ending = KINDS[number % len(KINDS)]
        place = tmp_path / "abc"[number % 3] / ("" if number % 2 else "one object")
        save_photo(place / f"p{number}.{ending}", number, mode)
    whole = (tmp_path / "a" / "one object" / "p0.jpg").read_bytes()
    bad = {
        "a/cut.jpg": (whole[: len(whole) // 2], "damaged or cut short"),
        "a/empty.png": (b"", "empty"),
        "a/one object/twin.jpg": (whole, "the same picture as a/one object/p0.jpg"),
        "b/IMG_1.jpg": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        "b/one object/clip.mp4": (b"\0\0\0\x14ftypisom\0\0\0\0mp42", "video"),
        "c/list.csv": (b"file,label\n", "text file"),
    }
    for name, (content, _) in bad.items():
        (tmp_path / name).write_bytes(content)
    own = load(tmp_path)
    assert len(own.X) == len(own.files) == len(own.objects) == 54
    assert np.bincount(own.y).tolist() == [18, 18, 18]
    assert len(set(own.objects)) == 27 + 3
    assert [picture.path for picture in own.left_out] == sorted(bad)
    printed = capsys.readouterr().out
    for path, reason in own.left_out:
        assert bad[path][1] in reason
        assert f"left out: {path}: {reason}\n" in printed
    for file, label, row in zip(own.files, own.y, own.X, strict=True):
        number = int(re.search(r"p(\d+)", file)[1])
        assert file.endswith(KINDS[number % len(KINDS)][1])
        assert label == number % 3
        corners = row.mean(axis=-1)[np.ix_([0, -1], [0, -1])]
        darkest = np.unravel_index(corners.argmin(), (2, 2))
        turned = not file.endswith(("bmp", "gif"))
        assert darkest == (CORNERS[number % 8] if turned else (0, 0)), file
        assert np.sort(corners.ravel())[0] < 0 < np.sort(corners.ravel())[1], file


def test_progress_is_shown(folder, prepare_photo, capsys):
    load_picture_folder(folder, prepare_photo)
    assert "pictures: 100%" in capsys.readouterr().out


def test_a_class_without_a_usable_picture_is_left_out_and_labels_have_no_gap(
    folder, prepare_photo, capsys
):
    (folder / "empty").mkdir()
    (folder / "null").mkdir()
    (folder / "null" / "nothing.png").write_bytes(b"")
    own = load_picture_folder(folder, prepare_photo)
    assert own.class_names == ["tall", "wide"]
    assert set(own.y) == {0, 1}
    printed = capsys.readouterr().out
    assert "left out: the class empty, because" in printed
    assert "left out: the class null, because" in printed


def test_nothing_in_the_folder_is_changed(folder, prepare_photo):
    def content():
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = content()
    load_picture_folder(folder, prepare_photo)
    assert content() == before


@pytest.mark.parametrize(
    ("names", "objects"),
    [
        (["boot-1", "boot-2", "boot_3", "boot 4", "boot (5)", "boot(6)", "boot"], {"boot"}),
        (["Boot-1", "boot-02", "BOOT - 3", "boot [4]", "boot-1 (2)", "boot__5"], {"boot"}),
        (["gr\u00fcn-1", "gru\u0308n-2"], {"gr\u00fcn"}),
        (["boot-1-1", "boot-1-2"], {"boot-1"}),
        (["boot-2-1"], {"boot-2"}),
        (["boot", "red boot", "boots", "boot1", "boot2", "boot-1b", "boot.1"], None),
        (["IMG_1234", "IMG_1235", "IMG-20240101-WA0001", "IMG-20240101-WA0002", "IMG_E1234"], None),
        (
            [
                "DSC00012",
                "DSC00013",
                "DSC_0001",
                "DSC_0002",
                "DSCF0001",
                "_DSC0001",
                "_MG_0001",
                "_MG_0002",
            ],
            None,
        ),
        (["20240101_120000", "20240101_120001", "2024-01-01 12.00.00", "20240101_120000(0)"], None),
        (["PXL_20240101_120000123", "PXL_20240101_120000124", "MVIMG_20240101_120000"], None),
        (["WhatsApp Image 2024-01-01 at 12.00.00", "WhatsApp Image 2024-01-01 at 12.00.01"], None),
        (
            [
                "WhatsApp Image 2024-01-01 at 12.00.00 (1)",
                "WhatsApp Image 2024-01-01 at 12.00.00 (2)",
            ],
            None,
        ),
        (
            [
                "Screenshot 2024-01-01 at 12.00.00",
                "Screenshot_20240101-1200",
                "Screenshot (2)",
                "Screenshot (3)",
            ],
            None,
        ),
        (["P1010001", "P1010002", "P1010002 (1)", "GOPR0001", "DJI_0001", "DJI_0002"], None),
        (["100_1234", "100_1235", "1", "2", "001-2", "(3)"], None),
        (
            [
                "photo_2024-01-01_12-00-00",
                "photo_2024-01-01_12-00-01",
                "signal-2024-01-01-1",
                "signal-2024-01-01-2",
            ],
            None,
        ),
        (["IMG_1234 (1)", "IMG_1234 (2)", "DSC_0001-1", "DSC_0001-2"], None),
        (["photo-1", "photo-2"], {"photo"}),
        (["sam-1", "sam-2"], {"sam"}),  # a cat of that name, and no Samsung
    ],
)
def test_names_that_differ_in_a_number_at_the_end_are_of_one_object_but_not_a_cameras(
    names, objects
):
    found = [object_of(name) for name in names]
    if objects is None:
        assert len(set(found)) == len(names)
    else:
        assert set(found) == objects


def test_a_folder_in_a_class_is_one_object_and_classes_share_none(tmp_path):
    root = put(
        tmp_path,
        *("shoes/red boot/1.jpg", "shoes/red boot/IMG_1234.jpg", "shoes/sandal-1.jpg"),
        *("shoes/sandal-2.jpg", "shoes/IMG_1234.jpg", "shoes/IMG_1235.jpg", "bags/sandal-3.jpg"),
        *("bags/Red Boot/1.jpg", "bags/red boot 2.jpg"),
    )
    own = load(root)
    assert dict(zip(own.files, own.objects, strict=True)) == {
        "bags/red boot 2.jpg": "bags/red boot",
        "bags/Red Boot/1.jpg": "bags/red boot",
        "bags/sandal-3.jpg": "bags/sandal",
        "shoes/IMG_1234.jpg": "shoes/img_1234",
        "shoes/IMG_1235.jpg": "shoes/img_1235",
        "shoes/red boot/1.jpg": "shoes/red boot",
        "shoes/red boot/IMG_1234.jpg": "shoes/red boot",
        "shoes/sandal-1.jpg": "shoes/sandal",
        "shoes/sandal-2.jpg": "shoes/sandal",
    }


def test_classes_that_cannot_be_split_are_named(tmp_path, capsys):
    load(put(tmp_path, "a/1.png", "b/x-1.png", "b/x-2.png", "c/x.png", "c/y.png"))
    notes = [line for line in capsys.readouterr().out.splitlines() if line.startswith("note")]
    assert len(notes) == 2
    assert "the class a has one picture only" in notes[0]
    assert "the 2 pictures of the class b all show one object" in notes[1]


@pytest.mark.parametrize("n", [5, 50])
def test_small_classes_and_larger_ones_are_read_without_a_note(n, tmp_path, capsys):
    own = load(put(tmp_path, *(f"{label}/{number}.png" for label in "ab" for number in range(n))))
    assert np.bincount(own.y).tolist() == [n, n]
    assert len(set(own.objects)) == 2 * n
    printed = capsys.readouterr().out
    assert "note" not in printed
    assert "left out" not in printed


def test_pictures_that_lie_loose_or_too_deep_are_named(tmp_path, capsys):
    root = put(tmp_path, "a/1.png", "a/boot/2.png", "a/boot/left/3.png", "b/4.png", "loose.png")
    (root / "a" / "boot" / "x.jpg").mkdir()
    own = load(root)
    assert own.files == ["a/1.png", "a/boot/2.png", "b/4.png"]
    assert [picture.path for picture in own.left_out] == [
        "a/boot/left",
        "a/boot/x.jpg",
        "loose.png",
    ]
    printed = capsys.readouterr().out
    assert (
        "left out: loose.png: it lies in no class's folder; if it is a picture, put it" in printed
    )
    assert "left out: a/boot/left: this folder lies too deep; move it up by one" in printed


def test_hidden_files_are_passed_over_without_a_word(tmp_path, capsys):
    root = put(tmp_path, "a/1.png", "a/boot/2.png", "b/3.png")
    for place in (root, root / "a", root / "a" / "boot"):
        for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._1.png", ".hidden.jpg"):
            (place / name).write_bytes(b"\0")
        put(place, ".ipynb_checkpoints/1-checkpoint.png", "__MACOSX/a/._1.png", "__MACOSX/x.png")
    own = load(root)
    assert own.left_out == []
    assert own.class_names == ["a", "b"]
    assert len(own.y) == 3
    assert "left out" not in capsys.readouterr().out


def test_links_are_followed_and_broken_ones_named(tmp_path):
    root = put(tmp_path / "pictures", "a/1.png", "b/2.png")
    put(tmp_path / "elsewhere", "3.png", "4.png", "x/5.png", "x/6.png", "x/7.png")
    Image.new("RGB", (9, 9), "red").save(tmp_path / "elsewhere" / "3.png")
    try:
        (root / "a" / "link.png").symlink_to(tmp_path / "elsewhere" / "3.png")
    except OSError:
        pytest.skip("links cannot be made here")
    (root / "a" / "gone.png").symlink_to(tmp_path / "elsewhere" / "gone.png")
    (root / "a" / "round").symlink_to(root)
    (root / "a" / "again.png").symlink_to(root / "a" / "1.png")
    (root / "class").symlink_to(tmp_path / "elsewhere" / "x")
    Image.new("RGB", (9, 9), "blue").save(tmp_path / "elsewhere" / "x" / "5.png")
    own = load(root)
    assert own.class_names == ["a", "b", "class"]
    assert {"a/link.png", "class/5.png"} <= set(own.files)
    left_out = dict(own.left_out)
    assert "a link to a file that is not there" in left_out["a/gone.png"]
    assert "same picture as a/1.png" in left_out["a/again.png"]
    assert {"a/round/a", "a/round/b", "a/round/class"} <= set(left_out)


def test_the_second_of_two_identical_pictures_is_left_out(tmp_path):
    root = put(tmp_path, "a/1.png", "a/2.png", "b/3.png", "b/4.png")
    Image.open(root / "a" / "1.png").save(root / "a" / "other.bmp")
    Image.open(root / "a" / "2.png").save(root / "b" / "other.tif")
    own = load(root)
    assert own.files == ["a/1.png", "a/2.png", "b/3.png", "b/4.png"]
    same, in_two_classes = own.left_out
    assert same == ("a/other.bmp", "it is the same picture as a/1.png")
    assert in_two_classes.path == "b/other.tif"
    assert in_two_classes.reason == (
        "it is the same picture as a/2.png, in another class, and a network cannot learn both; "
        "keep it where it belongs"
    )


def test_pictures_of_the_same_bytes_but_another_shape_are_not_identical(tmp_path):
    put(tmp_path, "a/1.png", "b/2.png")
    Image.new("RGB", (8, 4), "red").save(tmp_path / "a" / "wide.png")
    Image.new("RGB", (4, 8), "red").save(tmp_path / "a" / "tall.png")
    assert load(tmp_path).left_out == []


@pytest.mark.parametrize("other", ["shoes", " Shoes", "SHOES "])
def test_class_names_that_are_almost_the_same_are_two_classes_and_named(other, tmp_path, capsys):
    root = put(tmp_path, "Shoes/1.png", "bags/1.png")
    if (root / other).exists():
        pytest.skip("here small and capital letters are the same")
    own = load(put(root, f"{other}/1.png"))
    assert set(own.class_names) == {"Shoes", other, "bags"}
    assert len(set(own.objects)) == 3
    assert "have almost the same name" in capsys.readouterr().out


def test_names_may_hold_any_letter(tmp_path, capsys):
    root = put(tmp_path, "\u00c4rmel gr\u00fcn/Stra\u00dfe 1.png", "\U0001f45f/\U0001f45f-1.png")
    put(root, " leading/x y.png", "#1 {a} %s/'quoted'.png")
    (root / "\U0001f45f" / "broken \U0001f45e.png").write_bytes(b"")
    own = load(root)
    assert own.class_names == sorted(own.class_names)
    assert set(own.class_names) == {"\u00c4rmel gr\u00fcn", "\U0001f45f", " leading", "#1 {a} %s"}
    assert {"\U0001f45f/\U0001f45f", "\u00c4rmel gr\u00fcn/stra\u00dfe"} <= set(own.objects)
    assert "left out: \U0001f45f/broken \U0001f45e.png: it is empty" in capsys.readouterr().out


def test_a_name_that_cannot_be_printed_stops_nothing(tmp_path, capsys):
    root = put(tmp_path, "a/1.png", "b/2.png")
    try:
        Path(os.fsdecode(os.fsencode(root / "a") + b"/gr\xfcn.png")).write_bytes(b"")
    except OSError:
        pytest.skip("such names are not allowed here")
    assert len(load(root).left_out) == 1
    assert "left out: a/gr?n.png: it is empty" in capsys.readouterr().out


@pytest.mark.parametrize("form", [str, Path, lambda path: f"{path}/", lambda _: "~/pictures"])
def test_a_folder_is_given_in_any_form(form, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    root = put(tmp_path / "pictures", "a/1.png", "b/2.png")
    assert load(form(root)).files == ["a/1.png", "b/2.png"]


def test_a_relative_folder_serves_too(tmp_path, monkeypatch):
    put(tmp_path, "a/1.png", "b/2.png", "b/3.png")
    (tmp_path / "b" / "3.png").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    own = load(".")
    assert own.files == ["a/1.png", "b/2.png"]
    assert own.left_out[0].reason.startswith("it is empty")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert re.search(r"there is no folder .*shoes", refusal(tmp_path / "shoes"))


def test_a_file_in_place_of_a_folder_gets_a_clear_word(tmp_path):
    (tmp_path / "pictures.zip").write_bytes(b"PK\x03\x04")
    message = refusal(tmp_path / "pictures.zip")
    assert "is a file, and a folder is needed" in message
    assert "unpack it" in message


def test_an_empty_folder_gets_a_clear_word(tmp_path):
    (tmp_path / ".DS_Store").write_bytes(b"")
    assert "holds nothing. Make one folder in it for each class" in refusal(tmp_path)


def test_pictures_that_lie_in_no_class_folder_get_a_clear_word(tmp_path):
    message = refusal(put(tmp_path / "photos", "one.png", "two.png"))
    assert "holds files, but no folder of pictures" in message
    assert "one folder in it for each class" in message


@pytest.mark.parametrize("folder", [None, 3, "a\0b", "x" * 5_000])
def test_what_is_no_folder_at_all_gets_a_clear_word(folder):
    assert re.search("is no path|cannot be read", refusal(folder))


def lock(monkeypatch, locked):
    """Forbid reading a folder; chmod would not stop the superuser."""
    iterdir = Path.iterdir

    def refuse(path):
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return iterdir(path)

    monkeypatch.setattr(Path, "iterdir", refuse)


def test_a_folder_that_may_not_be_read_gets_a_clear_word(tmp_path, monkeypatch):
    lock(monkeypatch, tmp_path)
    message = refusal(tmp_path)
    assert "cannot be read: Permission denied" in message
    assert "Give yourself the permission" in message


@pytest.mark.parametrize("locked", ["c", "a/boot"])
def test_of_a_folder_that_may_not_be_read_within_it_the_rest_serves(
    locked, tmp_path, monkeypatch, capsys
):
    root = put(tmp_path, "a/1.png", "a/boot/2.png", "b/3.png", "c/4.png")
    lock(monkeypatch, root / locked)
    own = load(root)
    assert len(own.files) == 3
    assert f"left out: {locked}: this folder may not be read" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="superuser reads all")
def test_files_and_folders_that_are_locked_are_named(tmp_path):
    root = put(tmp_path, "a/1.png", "a/2.png", "b/3.png", "c/4.png", "d/5.png")
    (root / "a" / "2.png").chmod(0)
    (root / "c").chmod(0)
    (root / "d").chmod(0o444)  # its files are listed, and nothing more
    try:
        left_out = dict(load(root).left_out)
    finally:
        (root / "c").chmod(0o755)
        (root / "d").chmod(0o755)
    assert {"a/2.png", "c"} <= set(left_out)
    assert all("may not be read" in reason for reason in left_out.values())


def test_one_class_is_too_few(tmp_path):
    message = refusal(put(tmp_path / "photos", "shoes/one.png"))
    assert "photos has 1 class with pictures" in message


def test_no_picture_is_too_few(tmp_path, capsys):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.png").write_bytes(b"")
    assert "has 0 classes with pictures" in refusal(tmp_path)
    assert "left out: a/x.png: it is empty" in capsys.readouterr().out


def divides(rgb):
    return rgb / (1 if rgb[0, 0, 0] < 4 else [][0])


def test_what_a_function_raises_is_told_with_picture_and_line(tmp_path):
    root = put(tmp_path, "a/1.png", "b/2.png", "b/3.png")
    assert refusal(root, divides) == (
        "divides failed on b/3.png, in the line `return rgb / (1 if rgb[0, 0, 0] < 4 else [][0])`: "
        "IndexError: list index out of range"
    )


def test_what_is_no_function_gets_a_clear_word(tmp_path):
    message = refusal(put(tmp_path, "a/1.png", "b/2.png"), np.zeros(3))
    assert message.startswith("your function failed on a/1.png: TypeError")


def test_an_interrupt_is_passed_on(tmp_path):
    def stopped(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_picture_folder(put(tmp_path, "a/1.png", "b/2.png"), stopped)


def test_a_value_error_of_a_function_leaves_one_picture_out(tmp_path):
    def choosy(rgb):
        if rgb[0, 0, 0] == 2:
            raise ValueError("nothing\nto be seen")
        if rgb[0, 0, 0] == 3:
            raise ValueError
        return shrink(rgb)

    root = put(tmp_path, "a/1.png", "a/2.png", "a/3.png", "b/4.png")
    own = load_picture_folder(root, choosy)
    assert own.left_out == [("a/2.png", "nothing to be seen"), ("a/3.png", "ValueError")]


def test_shapes_that_differ_are_named_with_both_pictures(tmp_path):
    root = put(tmp_path, "a/1.png", "b/2.png")
    Image.new("RGB", (9, 7)).save(root / "b" / "3.png")
    assert refusal(root, lambda rgb: rgb / 255) == (
        "<lambda> returned the shape (7, 9, 3) for b/3.png, but (24, 24, 3) for a/1.png. "
        "It must be the same for every picture."
    )


@pytest.mark.parametrize(
    ("result", "word"),
    [
        (None, "nothing"),
        ("text", "a str"),
        (3.0, "a float"),
        ({"a": 1}, "a dict"),
        ([[1.0], [1.0, 2.0]], "a list"),
        (np.zeros((0, 28)), r"an array of shape \(0, 28\)"),
    ],
)
def test_what_is_no_array_of_numbers_is_named_with_the_picture(result, word, tmp_path):
    root = put(tmp_path, "a/1.png", "b/2.png")
    message = refusal(root, lambda _: result)
    assert re.search(f"<lambda> returned {word} for a/1.png. It must return an array", message)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_no_numbers_are_named_with_the_picture(value, tmp_path):
    message = refusal(put(tmp_path, "a/1.png", "b/2.png"), lambda _: np.array([1.0, value]))
    assert "values for a/1.png that are no numbers" in message


def test_a_function_may_change_the_photo_and_return_a_part_of_it(tmp_path):
    def darken(rgb):
        rgb[:5] = 0
        return rgb[:9, :9]

    own = load_picture_folder(put(tmp_path, "a/1.png", "b/2.png"), darken)
    assert own.X.shape == (2, 9, 9, 3)
    assert own.X[0, 0, 0].tolist() == [0, 0, 0]
    assert own.X[0, 8, 0].tolist() != own.X[1, 8, 0].tolist()


def test_a_function_may_use_one_array_again_and_again(tmp_path):
    shared = np.zeros((2, 2), np.float32)

    def mean_red(rgb):
        shared[:] = rgb[..., 0].mean()
        return shared

    X = load_picture_folder(put(tmp_path, "a/1.png", "b/2.png"), mean_red).X
    assert X[0, 0, 0, 0] != X[1, 0, 0, 0]


def test_the_folder_to_try_things_on_has_two_classes_four_modes_and_a_broken_file(
    prepare_photo, capsys
):
    root = demo_folder()
    pictures = load_picture_folder(root, prepare_photo)
    assert pictures.class_names == ["bags", "shoes"]
    assert np.bincount(pictures.y).min() >= 2
    assert len(set(pictures.objects)) == len(pictures.y)
    assert [picture.path for picture in pictures.left_out] == ["shoes/broken.png"]
    assert "note" not in capsys.readouterr().out
    files = [path for path in root.glob("*/*.png") if path.name != "broken.png"]
    assert {Image.open(path).mode for path in files} == {"RGB", "L", "P", "RGBA"}
    assert demo_folder() != root
