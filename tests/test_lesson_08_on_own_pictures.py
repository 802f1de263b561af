"""Lesson 08 runs on a learner's own folder, whatever kinds of pictures lie in it."""

import shutil

import numpy as np
import pytest
from PIL import Image

from course_utils.datasets.photos import load_photos
from course_utils.datasets.picture_folder import load_picture_folder
from course_utils.notebooks.building import execute, from_text, sources
from tests.notebook_guards import NOTEBOOKS, errors_in_outputs

CLASSES = ["bird", "flower", "food", "household", "mammal"]
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


def folder_of(class_names, root):
    """Make a folder with nine objects of each class, some in two pictures, and six bad files."""
    photos = load_photos()
    for name in class_names:
        label = photos.class_names.index(name)
        places = np.flatnonzero(photos.y == label)
        for number, kind in enumerate(KINDS):
            save(photos.X[places[number]], root / name / f"{kind} thing-1", kind)
            if kind in TWO_PICTURES and (label, kind) != (0, "webp"):
                mirrored = np.ascontiguousarray(photos.X[places[number]][:, ::-1])
                save(mirrored, root / name / f"{kind} thing-2", kind)
    first = class_names[0]
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


def test_the_folder_of_this_test_is_as_it_says(tmp_path):
    folder = folder_of(CLASSES, tmp_path / "mine")
    own = load_picture_folder(folder, lambda picture: np.zeros((2, 2, 3)) + picture.mean())
    assert len(files_in(folder)) == 60
    assert len(own.left_out) == 6
    assert (len(own.y), len(set(own.objects))) == (54, 45)


def run_lesson(folder, place):
    """Run lesson 08 on a folder, without the sections that do not touch it; return its cells."""
    (source,) = (path for path in sources() if path.name.startswith("08"))
    notebook = from_text(source)
    starts = [
        next(number for number, cell in enumerate(notebook.cells) if heading in cell.source)
        for heading in TRAINING
    ]
    del notebook.cells[starts[0] : starts[1]]
    settings = {
        "my_folder = None": f"my_folder = {str(folder)!r}",
        "my_results = None": f"my_results = {str(place)!r}",
    }
    for before, after in settings.items():
        (cell,) = (cell for cell in notebook.cells if before in cell.source)
        cell.source = cell.source.replace(before, after)
    execute(notebook, NOTEBOOKS, {})
    assert not list(errors_in_outputs(notebook))
    return notebook.cells


def printed_by(cells, part_of_source):
    """Return what the one cell with this in its source has printed."""
    (cell,) = (cell for cell in cells if part_of_source in cell.source)
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("class_names", "counts"),
    [(CLASSES, "54 pictures of 45 objects"), (CLASSES[:2], "21 pictures of 18 objects")],
    ids=["60 files of five classes", "two classes"],
)
def test_the_lesson_runs_on_a_folder_of_mixed_files_with_6_bad_ones(class_names, counts, tmp_path):
    folder, place = folder_of(class_names, tmp_path / "my pictures"), tmp_path / "mine"
    before = files_in(folder)
    cells = run_lesson(folder, place)
    assert counts in printed_by(cells, "len(set(own.objects))")
    said = printed_by(cells, "load_picture_folder(my_folder")
    for name in ("phone.heic", "drawing.svg", "cut off.jpg", "letter.png", "loose.png", "deeper"):
        assert name in said
    of_script = printed_by(cells, "subprocess.run").split()
    assert {name for name in of_script if name in CLASSES} == set(class_names)
    shares = [float(word[:-1]) for word in of_script if word.endswith("%")]
    assert sum(shares) == pytest.approx(100, abs=len(class_names))
    assert {path.name for path in place.iterdir()} == {
        *("network.keras", "classes.txt", "name_it.py", "my_report.html")
    }
    assert files_in(folder) == before
