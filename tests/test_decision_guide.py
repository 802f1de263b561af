"""docs/decision_guide.md: each line has rows of ours, and its numbers are theirs."""

import re
from pathlib import Path

from tests.claims import joint, lesson_04, lesson_05, lesson_08
from tests.recount import printed

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "decision_guide.md").read_text(encoding="utf-8")
_MEASURED = re.compile(r"\d[\d,]*\.\d+")


def on_the_hard_pair(n):
    worth = lesson_04.worth()[n]
    return f"worth {worth.n_labels:.0f} without it ({worth.low:.0f} to {worth.high:,.0f})"


def said():
    """Return every piece of the page that has numbers in it, counted again."""
    wrongly = (lesson_08.TO_255, lesson_08.SMALL, lesson_08.TO_1)
    to_255, small, to_1 = (lesson_08.ahead(lesson_08.TOP, fed, 10)[0] for fed in wrongly)
    top = {n: lesson_08.accuracy(lesson_08.TOP, n)[0] for n in (2, 10)}
    pixels = {n: lesson_08.accuracy("1-NN", n)[0] for n in (2, 10)}
    gained, *interval = lesson_08.ahead(
        lesson_08.MINIVGGNET, lesson_08.RANDOM_MINIVGGNET_CALIBRATED, 10
    )
    lost, low, high = joint.forgotten("sequential")
    kept = {n: joint.forgotten(f"replay of {n}")[0] for n in (100, 500)}
    pairs, all_pairs = printed("01", r"(\d+) of (\d+) pairs reach 95 %")
    yield f"For {pairs:.0f} of {all_pairs:.0f} pairs"
    yield f"has {joint.digits('SVM, shifted copies'):.1f} %, and no network"
    yield f"cost {to_255:.1f} points, photos at half the size {small:.1f}, levels"
    yield f"only {to_1:.1f}, which"
    yield f"{top[2]:.1f} % with 2 labels and {top[10]:.1f} % with 10"
    yield f"on raw pixels {pixels[2]:.1f} and {pixels[10]:.1f}"
    yield f"{lesson_08.accuracy(lesson_08.LATE, 2)[0]:.1f} against {top[2]:.1f} %"
    yield f"50 labels are {on_the_hard_pair(50)}"
    strong = lesson_04.worth_over(lesson_04.IN_HINDSIGHT, 50)
    yield f"in hindsight {strong.n_labels:.0f} ({strong.low:.0f} to {strong.high:.0f})"
    still = lesson_05.lost(lesson_05.MOVES, 30, rate_is_0=True)
    yield f"cost {still[0]:.1f} points in 30 updates ({still[1]:.1f} to {still[2]:.1f})"
    yield f"1,000 labels are {on_the_hard_pair(1_000)}"
    yield f"{gained:.1f} points on photos that show none ({interval[0]:.1f} to {interval[1]:.1f})"
    best = max(lesson_08.tuned_gains().values())
    yield f"the best mean is {best[0]:.1f} points (−{-best[1]:.1f} to {best[2]:.1f})"
    usual = lesson_08.gained(lesson_08.TOP_3, 5, lesson_08.USUAL_RATE)
    yield f"At a usual rate {usual[0]:.1f} ({usual[1]:.1f} to {usual[2]:.1f})"
    cost, _, low_cost, high_cost = lesson_08.cost_of_moving(5)
    yield f"cost {cost:.1f} there ({low_cost:.1f} to {high_cost:.1f})"
    scratch, _, least, most = lesson_08.from_scratch()
    yield f"has {scratch:.1f} % with ten labels per class ({least:.1f} to {most:.1f})"
    far, near = (lesson_08.worth(lesson_08.HARD, it, 50) for it in (lesson_08.FAR, lesson_08.NEAR))
    yield f"worth {far[0]:.0f} on raw pixels with it ({far[1]:.0f} to {far[2]:,.0f})"
    yield f"{near[0]:.0f} with the near source ({near[1]:.0f} to {near[2]:.0f})"
    digits, garments = joint.digits("multi-head, sum"), joint.garments("multi-head, sum")
    yield f"{digits:.1f} % on the digits beside {garments:.1f} % on the garments"
    yield f"Without any, {lost:.1f} points of the garments are lost ({low:.1f} to {high:.1f})"
    yield f"with 100 images kept {kept[100]:.1f}, with 500 kept {kept[500]:.1f}"


def test_the_numbers_of_the_page_are_those_of_the_rows_and_none_is_left_out():
    page = " ".join(GUIDE.split())
    for piece in said():
        assert piece in page
        page = page.replace(piece, " ")
    assert _MEASURED.findall(page) == []
