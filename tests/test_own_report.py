"""A learner's report: it says what is true of the pictures, and loses nothing of the learner's."""

import re
import time
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import bs4
import numpy as np
import pytest
from scipy import stats

from course_utils.datasets.picture_files import LeftOut
from course_utils.datasets.picture_folder import PictureFolder
from course_utils.errors import CourseError
from course_utils.learner import files
from course_utils.own_report import write_report
from course_utils.own_report.checklist import checklist
from course_utils.own_report.findings import find
from course_utils.own_report.inputs import TEXTS
from course_utils.own_report.over_objects import balanced_accuracy, balanced_difference
from course_utils.own_report.rubric import RUBRIC, criteria

NEVER_CLOSED = {"meta", "img"}


def folder_of(n_objects, n_pictures=1, names=("cup", "mug"), side=8):
    """Return pictures of noise: for each class so many objects, with so many pictures each."""
    shape = (len(names), n_objects, n_pictures)
    y, objects, number = (indices.ravel() for indices in np.indices(shape))
    noise = np.random.default_rng(0).uniform(-1, 1, (len(y), side, side, 3))
    return PictureFolder(
        noise.astype("float32"),
        y,
        list(names),
        [],
        [f"{names[c]}/{o}-{n}.jpg" for c, o, n in zip(y, objects, number, strict=True)],
        [f"{names[c]}/{o}" for c, o in zip(y, objects, strict=True)],
    )


def halves(own):
    """Return the places of the pictures of every other object, and of the rest."""
    is_test = np.array([int(name.split("/")[-1]) % 2 == 1 for name in own.objects])
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a report and reads the page."""

    def write(own, train=None, test=None, predicted=None, opponents=None, **texts):
        if train is None:
            train, test = halves(own)
        page = write_report(
            tmp_path / "report",
            own,
            train,
            test,
            own.y[test] if predicted is None else predicted,
            opponents=opponents or {},
            texts=texts,
        ).read_text(encoding="utf-8")
        return bs4.BeautifulSoup(page, "html.parser")

    return write


def text_of(part):
    return " ".join(part.get_text(" ", strip=True).split())


def marked(page, kind):
    return [text_of(line) for line in page.select(f"p.{kind}")]


def rows_of(page, caption):
    table = page.find(id=caption).find_parent("table")
    return [[text_of(cell) for cell in row.find_all(["th", "td"])] for row in table.select("tr")]


# The file


def write_small(name, **changes):
    own = folder_of(4)
    train, test = halves(own)
    given = {"predicted": own.y[test], "opponents": {}, "texts": {}} | changes
    return write_report(name, own, train, test, **given)


def test_it_never_overwrites_a_file(tmp_path):
    (tmp_path / "my_report.html").write_text("mine")
    (tmp_path / "my_report-3.html").mkdir()
    places = [write_small(tmp_path / "my_report") for _ in range(2)]
    assert [place.name for place in places] == ["my_report-2.html", "my_report-4.html"]
    assert (tmp_path / "my_report.html").read_text() == "mine"


def test_it_does_not_write_through_a_link_that_leads_nowhere(tmp_path):
    (tmp_path / "my_report.html").symlink_to(tmp_path / "gone.html")
    assert write_small(tmp_path / "my_report").name == "my_report-2.html"
    assert not (tmp_path / "gone.html").exists()


def test_a_name_alone_lies_in_the_folder_the_notebook_runs_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write_small("my report 1.2") == Path("my report 1.2.html")
    assert [path.name for path in tmp_path.iterdir()] == ["my report 1.2.html"]


def test_an_ending_that_is_there_is_not_added_again(tmp_path):
    assert write_small(tmp_path / "my_report.html").name == "my_report.html"


def test_without_a_name_nothing_is_written_to_the_notebooks_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = write_small(None)
    assert place.name == "my_report.html"
    assert place.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_page_is_there_whole_or_not_at_all(tmp_path, monkeypatch, error):
    def fails(path, content):
        raise error

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises((CourseError, KeyboardInterrupt)):
        write_small(tmp_path / "my_report")
    assert list(tmp_path.iterdir()) == []


def test_who_writes_at_the_same_time_gets_another_name(tmp_path, monkeypatch):
    replace = files.replace

    def while_another_writes(path, content):
        monkeypatch.setattr(files, "replace", replace)
        assert files.write_new(tmp_path / "a.html", b"second").name == "a-2.html"
        replace(path, content)

    monkeypatch.setattr(files, "replace", while_another_writes)
    assert files.write_new(tmp_path / "a.html", b"first").read_bytes() == b"first"
    assert (tmp_path / "a-2.html").read_bytes() == b"second"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("", "no name of a file"),
        (".", "no name of a file"),
        ("..", "no name of a file"),
        ("reports/", "no name of a file"),
        ("a\0b", "no name of a file"),
        (7, "no path"),
        ("not there/my_report", "there is no folder not there"),
        ("x" * 300, "cannot be written"),
        (f"{'x' * 300}/my_report", "cannot be written|there is no folder"),
    ],
)
def test_a_name_that_cannot_be_written_gives_one_message(tmp_path, monkeypatch, name, word):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match=word) as raised:
        write_small(name)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


# What does not fit together


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"predicted": [0, 1, 2, 0]}, "predicted holds the label 2, .* from 0 to 1"),
        ({"predicted": [0, 1, -1, 0]}, "predicted holds the label -1"),
        ({"predicted": [0, 1, 1]}, "predicted has 3 labels, and test has 4 pictures"),
        ({"predicted": 0.93}, "predicted has the shape"),
        ({"predicted": [[0.9, 0.1]] * 4}, "predicted has the shape"),
        ({"predicted": [0.0, 1.0, 1.0, 0.0]}, "predicted has the type float64"),
        ({"predicted": ["cup", "mug", "mug", "cup"]}, "predicted has the type"),
        ({"predicted": [[0], [1, 1]]}, "predicted has the shape"),
        ({"opponents": {"pixels": 0.46}}, r'opponents\["pixels"\] has the shape'),
        ({"opponents": {"pixels": [5, 0, 0, 0]}}, r'opponents\["pixels"\] holds the label 5'),
        ({"opponents": [0, 0, 1, 1]}, "opponents is a list"),
        ({"texts": "good"}, "texts is a str"),
        ({"texts": {"questions": "?"}}, "texts has the name 'questions'.* question,"),
        ({"texts": {"question": 7}}, r'texts\["question"\] is a int'),
    ],
)
def test_labels_and_texts_that_do_not_fit_give_one_message(tmp_path, changes, word):
    with pytest.raises(CourseError, match=word) as raised:
        write_small(tmp_path / "my_report", **changes)
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("train", "test", "word"),
    [
        ([0, 1], [2, 8], "test holds places from 2 to 8, and own has pictures from 0 to 7"),
        ([-1, 1], [2, 3], "train holds places from -1"),
        ([0, 1], [2, 2], "test holds a picture twice"),
        ([0, 1], [], "test is empty"),
        ([True] * 8, [2, 3], "train has the type bool"),
    ],
)
def test_parts_that_are_no_places_give_one_message(tmp_path, train, test, word):
    with pytest.raises(CourseError, match=word):
        write_report(tmp_path / "r", folder_of(4), train, test, [0, 1], opponents={}, texts={})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("of", ["arrays", "flat"])
def test_pictures_of_another_kind_give_one_message(tmp_path, of):
    own = folder_of(4)
    given = own.X if of == "arrays" else own._replace(X=own.X.reshape(8, -1))
    word = "own is a ndarray" if of == "arrays" else r"own.X has the shape \(8, 192\)"
    with pytest.raises(CourseError, match=word):
        write_report(tmp_path / "r", given, [0], [1], [0], opponents={}, texts={})


# The page


def test_the_page_escapes_what_the_learner_wrote_and_what_files_are_called(written):
    evil = "<script>alert('&')</script>\""
    own = folder_of(4, names=(f"a {evil}", f"b {evil}"))
    own = own._replace(
        left_out=[LeftOut(f"left {evil}.heic", f"reason {evil}")],
        files=[f"file {evil} {name}" for name in own.files],
    )
    train, test = halves(own)
    own.X[test[0]] = own.X[train[0]]
    wrong = 1 - own.y[test]
    page = written(
        own,
        np.append(train, test[1]),
        test,
        wrong,
        {f"rival {evil}": wrong},
        **{name: f"{name} {evil}" for name in TEXTS},
    )
    assert page.find("script") is None
    words = [f"a {evil}", f"left {evil}", f"reason {evil}", f"file {evil}", f"rival {evil}"]
    words += [f"{name} {evil}" for name in TEXTS]
    for word in words:
        assert word in page.get_text(), word
    assert all(f"a {evil}" in image["alt"] for image in page.find_all("img"))


def test_names_with_control_characters_halves_of_letters_and_dollars_can_be_shown(written):
    own = folder_of(4, names=("$_{$", "10"))
    own = own._replace(files=[f"\x07\udcff {name}" for name in own.files])
    page = written(own, predicted=1 - own.y[halves(own)[1]])
    assert "\N{REPLACEMENT CHARACTER}" * 2 + " 10/1-0.jpg" in page.get_text()
    assert "$_{$" in page.find("img")["alt"]


@pytest.mark.parametrize("is_right", [True, False])
def test_the_page_is_whole_in_order_and_can_be_read_by_everybody(written, tmp_path, is_right):
    own = folder_of(4, names=("cup", "jug", "mug"))
    y = own.y[halves(own)[1]]
    page = written(own, predicted=y if is_right else (y + 1) % 3, opponents={"jugs": 0 * y + 1})
    assert page.html["lang"] == "en"
    assert page.title.get_text()
    assert page.find("meta", attrs={"name": "viewport"})
    assert "prefers-color-scheme: dark" in page.style.get_text()
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h[1-6]$"))]
    assert levels.count(1) == 1 == levels[0]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(head.get("scope") for head in page.find_all("th"))
    assert all(len(image["alt"].split()) > 3 for image in page.find_all("img"))
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(set(ids)) == len(ids)
    assert {tag["aria-labelledby"] for tag in page.select("[aria-labelledby]")} <= set(ids)
    assert unclosed((tmp_path / "report.html").read_text(encoding="utf-8")) == []


def unclosed(page):
    """Return the tags of a page that are not closed, or not in turn."""
    found, open_now = [], []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag not in NEVER_CLOSED:
                open_now.append(tag)

        def handle_endtag(self, tag):
            if not open_now or open_now.pop() != tag:
                found.append(tag)

    Reader().feed(page)
    return found + open_now


def test_the_page_loads_nothing(written):
    own = folder_of(4)
    page = written(own, predicted=1 - own.y[halves(own)[1]])
    assert {tag.name for tag in page.find_all(["script", "link", "iframe", "object"])} == set()
    assert len(page.find_all("img")) == 2
    for tag in page.find_all(True):
        for attribute in ("src", "href", "srcset", "data", "style"):
            assert tag.get(attribute, "data:image/png;base64,").startswith("data:image/png;base64,")
    assert not re.search(r"url\(|@import|//", page.style.get_text())


def test_a_text_that_is_empty_is_said_to_be_missing(written):
    page = written(folder_of(4), question="Is it a mug?\n\nYes is 90 %.", limits="  ", data=None)
    parts = {head.get_text(): head.find_next("p") for head in page.find_all("h2")}
    assert parts["The question"].get_text() == "Is it a mug?\n\nYes is 90 %."
    for name in ("The data", "What could fool us", "Conclusion and next step"):
        assert parts[name].get_text() == "not written yet"


def test_pictures_and_objects_are_counted_in_both_parts(written):
    own = folder_of(5, n_pictures=2)
    train, test = halves(own)
    page = written(own, train, test[:-1])
    assert rows_of(page, "counts")[2:] == [
        ["cup", "6", "3", "4", "2"],
        ["mug", "6", "3", "3", "2"],
        ["all", "12", "6", "7", "4"],
    ]
    assert "1 picture of the folder is in neither part." in text_of(page)


def test_pictures_that_were_left_out_are_named_with_the_reason(written):
    own = folder_of(4)._replace(left_out=[LeftOut("cup/a.heic", "it is a HEIC picture")])
    assert "cup/a.heic : it is a HEIC picture" in text_of(written(own))


def test_the_numbers_are_those_of_the_network_and_of_each_opponent(written):
    own = folder_of(40)
    y = own.y[halves(own)[1]]
    network, pixels = y.copy(), y.copy()
    network[:2] = 1
    pixels[:14] = 1
    page = written(own, predicted=network, opponents={"always cup": 0 * y, "pixels": pixels})
    rows = rows_of(page, "results")[1:]
    assert [[row[0], row[1], row[3]] for row in rows] == [
        ["the network", "95 %", "38 of 40"],
        ["always cup", "50 %", "20 of 40"],
        ["pixels", "65 %", "26 of 40"],
    ]
    low, high = map(int, re.match(r"(\d+) to (\d+) %$", rows[0][2]).groups())
    assert 70 < low < 90
    assert 95 < high < 100
    assert rows[1][2] == "one answer to all"  # which other objects would not change
    assert "against pixels , the best of the opponents here: +30 points" in text_of(page)
    assert "The network is better." in text_of(page)
    page = written(own, predicted=pixels, opponents={"nearest": network})
    assert ": −30 points" in text_of(page)
    assert "The network is worse." in text_of(page)


def test_a_difference_that_may_be_none_is_not_called_one(written):
    own = folder_of(4)
    y = own.y[halves(own)[1]]
    page = written(own, predicted=y, opponents={"pixels": np.array([1, *y[1:]])})
    assert "cannot tell which of them is better" in text_of(page)


def test_without_an_opponent_the_page_says_what_is_missing(written):
    assert "No opponent was given" in text_of(written(folder_of(4)))


def test_a_small_test_part_is_said_with_what_one_object_changes(written):
    own = folder_of(11, n_pictures=2)
    train, test = halves(own)
    cups = test[own.y[test] == 0]
    mugs = test[own.y[test] == 1]
    assert marked(written(own, train, test), "warning") == []
    [warning] = marked(written(own, train, np.append(cups, mugs[:1])), "warning")
    assert warning.startswith("Small test part: only 1 object of mug is tested.")
    assert "changes the balanced accuracy by up to 50 points" in warning
    [warning] = marked(written(own, train, np.append(cups, mugs[:3])), "warning")
    assert "only 2 objects of mug are tested" in warning
    assert "up to 33 points" in warning  # one of them has two of the three pictures
    [warning] = marked(written(own, train, cups), "warning")
    assert warning.startswith("Not tested: no picture of mug")


def test_an_object_on_both_sides_is_named_in_red(written):
    own = folder_of(4, n_pictures=2)
    train, test = halves(own)
    page = written(own, np.append(train, test[0]), test[1:])
    problems = marked(page, "problem")
    assert "1 object is on both sides" in problems[0]
    assert "cup/1" in problems[0]
    assert "mug" not in problems[0]
    assert "the split has a fault" in " ".join(problems)
    assert "objects on one side only: no, 1 on both" in text_of(page)
    whole = written(own, train, test)
    assert "No object is on both sides." in text_of(whole)
    assert "objects on one side only: yes" in text_of(whole)
    assert "the split" not in " ".join(marked(whole, "problem"))


def test_the_same_name_in_two_classes_means_two_objects(written):
    own = folder_of(4)
    own = own._replace(objects=[name.split("/")[1] for name in own.objects])
    cups, mugs = np.flatnonzero(own.y == 0), np.flatnonzero(own.y == 1)
    train, test = np.append(cups[:2], mugs[2:]), np.append(cups[2:], mugs[:2])
    assert "No object is on both sides." in text_of(written(own, train, test))


def test_a_copy_of_a_picture_on_both_sides_is_named(written):
    own = folder_of(4)
    train, test = halves(own)
    assert "No picture of the test part has the same pixels" in text_of(written(own))
    own.X[test[1]] = own.X[train[2]]
    page = written(own)
    [copy] = [line for line in marked(page, "problem") if "same pixels" in line]
    assert own.files[train[2]] in copy
    assert own.files[test[1]] in copy
    assert "copies of a picture on both sides: 1" in text_of(page)
    page = written(folder_of(4), np.append(train, test[:1]), test)
    [copy] = [line for line in marked(page, "problem") if "same pixels" in line]
    assert copy.count(own.files[test[0]]) == 2


def test_mistakes_are_shown_and_listed_by_file(written):
    own = folder_of(8)
    _, test = halves(own)
    predicted = own.y[test].copy()
    predicted[[1, 5]] = 1 - predicted[[1, 5]]
    page = written(own, predicted=predicted, mistakes="Both are dark.")
    listed = [
        [text_of(cell) for cell in row.find_all(["th", "td"])] for row in page.select("details tr")
    ]
    assert listed[1:] == [
        [own.files[test[1]], "cup", "mug"],
        [own.files[test[5]], "mug", "cup"],
    ]
    assert [image["alt"] for image in page.find_all("img")] == [
        "Pictures by class and by answer. Wrong: 1 of cup as mug; 1 of mug as cup.",
        "Pictures that are taken for another class: cup, not mug; mug, not cup.",
    ]
    assert "Both are dark." in page.get_text()


def test_a_network_without_mistakes_has_a_page_that_claims_no_certainty(written):
    page = written(folder_of(4))
    assert len(page.find_all("img")) == 1
    assert "No picture of the test part is taken for another class" in text_of(page)
    assert page.find("details") is None
    row = rows_of(page, "results")[1]
    assert row[1] == "100 %"
    low, high = map(int, re.match(r"(\d+) to (\d+) %$", row[2]).groups())
    assert low < 60
    assert high == 100


def test_three_hundred_pictures_take_no_time(written):
    own = folder_of(60, n_pictures=1, names=("a", "b", "c", "d", "e"), side=128)
    started = time.process_time()
    written(own, predicted=(own.y[halves(own)[1]] + 1) % 5)
    assert time.process_time() - started < 10


# The intervals


def objects_of(n_objects, n_pictures):
    return [f"{number}" for number in range(n_objects) for _ in range(n_pictures)]


@pytest.mark.parametrize("share", [0, 0.25, 0.5, 0.75, 1])
def test_the_interval_is_wider_where_as_many_pictures_show_fewer_objects(share):
    right = np.arange(24) % 4 < 4 * share
    labels = np.repeat([0, 1], 12)
    widths = []
    for n_objects in (12, 6, 3, 1):
        of_class = objects_of(n_objects, 12 // n_objects)
        mean, low, high = balanced_accuracy(right, labels, of_class * 2)
        assert mean == share
        assert low <= mean <= high
        widths.append(high - low)
    assert widths == sorted(widths)
    assert len(set(widths)) == 4


def test_with_one_picture_an_object_and_one_class_it_is_the_exact_interval_of_scipy():
    right = np.arange(20) < 17
    exact = stats.binomtest(17, 20).proportion_ci(method="exact")
    found = balanced_accuracy(right, np.zeros(20, int), objects_of(20, 1))
    assert found == pytest.approx((0.85, exact.low, exact.high))


def test_every_class_counts_alike_however_many_pictures_it_has():
    right, labels = np.array([True] * 2 + [False] * 8), np.array([3] * 2 + [7] * 8)
    assert balanced_accuracy(right, labels, objects_of(10, 1)).mean == 0.5


def test_a_paired_difference_does_not_count_what_both_have_in_common():
    rng = np.random.default_rng(0)
    labels, objects = np.repeat([0, 1], 40), objects_of(80, 1)
    both = rng.random(80) < 0.5
    first, second = both.copy(), both.copy()
    first[~both] = np.arange((~both).sum()) < 12
    paired = balanced_difference(first, second, labels, objects)
    apart = [balanced_accuracy(one, labels, objects) for one in (first, second)]
    assert paired.mean == pytest.approx(apart[0].mean - apart[1].mean)
    assert paired.low > 0
    assert apart[0].low < apart[1].high  # as two numbers they could not be told apart
    turned = balanced_difference(second, first, labels, objects)
    assert (turned.mean, turned.low, turned.high) == pytest.approx(
        (-paired.mean, -paired.high, -paired.low)
    )


@pytest.mark.parametrize(("share", "alike"), [(0.6, 0.5), (0.9, 0.5), (0.9, 0.98)])
def test_nineteen_of_twenty_intervals_hold_the_true_value(share, alike):
    """Objects of one to four pictures, which are right more or less together."""
    rng = np.random.default_rng(0)
    spread = (1 - alike) / alike
    held = []
    for _ in range(300):
        n_pictures = rng.integers(1, 5, 15)
        of_objects = rng.beta(share * spread, (1 - share) * spread, 15)
        right = rng.random(n_pictures.sum()) < np.repeat(of_objects, n_pictures)
        names = np.repeat(np.arange(15), n_pictures)
        found = balanced_accuracy(right, names // 5, names.astype(str).tolist())
        held.append(found.low <= share <= found.high)
    assert np.mean(held) > 0.93


# The rubric


def test_the_checklist_has_every_criterion_of_the_rubric(written):
    page = written(folder_of(4))
    names = [item.h3.get_text() for item in page.select(".checklist li")]
    assert names == [criterion.name for criterion in criteria()]
    assert len(names) == 8
    for criterion in criteria():
        assert criterion.two_points in page.get_text()
    text = RUBRIC.read_text(encoding="utf-8")
    assert f"There are {len(names)} criteria" in text
    assert f"{2 * len(names)} in all" in text.replace("\n", " ")
    assert f"of {2 * len(names)} points" in text_of(page)


def test_the_rubric_says_for_each_criterion_what_each_number_of_points_looks_like():
    rows = [line for line in RUBRIC.read_text(encoding="utf-8").splitlines() if line[:3] == "| *"]
    assert len(rows) == len(criteria())
    for criterion in criteria():
        assert len({*criterion}) == 4
        assert not any(re.search(r"[*`\[\]<]", cell) for cell in criterion)  # shown as it stands


def test_the_checklist_asks_for_what_is_missing_and_for_no_more():
    own = folder_of(12)
    train, test = halves(own)
    y = own.y[test]
    written = dict.fromkeys(TEXTS, "It is.")
    full = checklist(own, find(own, train, test, 1 - y, {"pixels": y}), written)
    assert [item.to_do for item in full] == [""] * 8
    bare = checklist(
        own,
        find(own, train, np.append(test, train[0]), np.append(y, 1), {}),
        dict.fromkeys(TEXTS, ""),
    )
    assert [item.criterion.name for item in bare if not item.to_do] == [
        "One number with its interval"
    ]


def test_a_rubric_that_is_not_there_gives_one_message(tmp_path, monkeypatch):
    monkeypatch.setattr("course_utils.own_report.rubric.RUBRIC", tmp_path / "gone.md")
    with pytest.raises(CourseError, match="git checkout"):
        write_small(tmp_path / "my_report")
    assert list(tmp_path.iterdir()) == []
