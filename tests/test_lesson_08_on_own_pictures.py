"""Lesson 08 runs on a learner's own folder, whatever kinds of pictures lie in it."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from course_utils.notebooks.building import execute, from_text, sources
from course_utils.photos import load_photos
from course_utils.picture_folder import load_picture_folder
from tests.notebook_guards import NOTEBOOKS, errors_in_outputs

N_OBJECTS_A_CLASS = 9
KINDS = ("jpeg", "png", "webp", "tiff", "cmyk", "palette", "alpha", "grey 16", "turned")
TWO_PICTURES = ("jpeg", "webp")  # of these kinds an object has two pictures in one class
TRAINING = ("### Which rate?", "## Your own pictures")


def save(photo, path, kind):
    """Write a photo in a way that pictures come in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(photo)
    if kind == "turned":
        exif = Image.Exif()
        exif[0x0112] = 6  # show it turned by 90 degrees
        picture.transpose(Image.Transpose.ROTATE_90).save(path.with_suffix(".jpg"), exif=exif)
    elif kind == "grey 16":
        grey = np.asarray(picture.convert("L")).astype(np.uint16) * 257
        Image.fromarray(grey).save(path.with_suffix(".png"))
    elif kind == "alpha":
        white = (photo > 250).all(axis=2)
        rgba = np.dstack([photo, np.where(white, 0, 255).astype(np.uint8)])
        Image.fromarray(rgba).save(path.with_suffix(".png"))
    elif kind == "cmyk":
        picture.convert("CMYK").save(path.with_suffix(".jpg"))
    elif kind == "palette":
        picture.convert("P").save(path.with_suffix(".gif"))
    else:
        picture.resize((190, 140)).save(path.with_suffix(f".{kind}"))


@pytest.fixture
def folder(tmp_path):
    """Return 54 pictures of 45 objects in five classes, and six files that cannot be used."""
    photos, root = load_photos(), tmp_path / "my pictures"
    for label, name in enumerate(photos.class_names):
        places = np.flatnonzero(photos.y == label)
        for number, kind in enumerate(KINDS):
            save(photos.X[places[number]], root / name / f"{kind} thing-1", kind)
            if kind in TWO_PICTURES and (label, kind) != (0, "webp"):
                mirrored = np.ascontiguousarray(photos.X[places[number]][:, ::-1])
                save(mirrored, root / name / f"{kind} thing-2", kind)
    first = photos.class_names[0]
    (root / first / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (root / first / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (root / first / "cut off.jpg").write_bytes(
        (root / first / "jpeg thing-1.jpeg").read_bytes()[:300]
    )
    (root / first / "letter.png").write_text("no picture at all")
    shutil.copy(root / first / "png thing-1.png", root / "loose.png")
    (root / first / "deep" / "deeper").mkdir(parents=True)
    shutil.copy(root / first / "png thing-1.png", root / first / "deep" / "deeper" / "far.png")
    return root


def files_in(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_of_this_test_is_as_it_says(folder):
    own = load_picture_folder(folder, lambda picture: np.zeros((2, 2, 3)) + picture.mean())
    assert len(files_in(folder)) == 60
    assert len(own.left_out) == 6
    assert (len(own.y), len(set(own.objects))) == (54, 45)


@pytest.mark.slow
def test_the_lesson_runs_on_a_folder_of_60_mixed_files_with_6_bad_ones(folder, tmp_path):
    (source,) = (path for path in sources() if path.name.startswith("08"))
    notebook = from_text(source)
    starts = [
        next(place for place, cell in enumerate(notebook.cells) if heading in cell.source)
        for heading in TRAINING
    ]
    del notebook.cells[starts[0] : starts[1]]  # what does not touch the folder
    place = tmp_path / "mine"
    settings = {
        "my_folder = None": f"my_folder = {str(folder)!r}",
        "my_results = None": f"my_results = {str(place)!r}",
    }
    for before, after in settings.items():
        (cell,) = (cell for cell in notebook.cells if before in cell.source)
        cell.source = cell.source.replace(before, after)
    before = files_in(folder)

    execute(notebook, NOTEBOOKS, {})

    assert not list(errors_in_outputs(notebook))
    printed = json.dumps(notebook.cells)
    assert "54 pictures of 45 objects" in printed
    for name in (
        "phone.heic",
        "drawing.svg",
        "cut off.jpg",
        "letter.png",
        "loose.png",
        "deep/deeper",
    ):
        assert name in printed
    assert "100% " in printed or "% bird" in printed  # what the script says of one picture
    assert {"network.keras", "classes.txt", "name_it.py", "my_report.html"} <= {
        path.name for path in place.iterdir()
    }
    assert files_in(folder) == before
