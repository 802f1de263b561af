"""What docs/performance.md says, held against the rows in data/results."""

from pathlib import Path

import pytest

from course_utils.evaluation.statistics import mean_interval
from course_utils.experiments import load, names
from course_utils.experiments.experiment import RESULTS
from course_utils.experiments.measured_on import hours_of
from course_utils.experiments.results import read_results

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "performance.md").read_text(
    encoding="utf-8"
)
PUBLISHED = 0.9324


@pytest.fixture(scope="module")
def ends():
    """Return the last row of each recipe, trained in turns."""
    curves = read_results("minivggnet_time_to_accuracy")
    return {recipe: run.iloc[-1] for recipe, run in curves.groupby("recipe")}


def share_of_published_time(ends, recipe):
    return ends[recipe]["seconds"] / ends["published"]["seconds"]


def test_the_short_recipe_reaches_the_published_figure_in_a_fifth_of_the_time(ends):
    assert ends["short"]["accuracy"] >= PUBLISHED
    assert share_of_published_time(ends, "short") <= 1 / 5


def test_the_long_recipe_reaches_94_per_cent_in_half_of_the_time(ends):
    assert ends["long"]["accuracy"] >= 0.94
    assert share_of_published_time(ends, "long") <= 1 / 2


def test_the_page_on_performance_prints_the_measured_figures(ends):
    for recipe, end in ends.items():
        share = share_of_published_time(ends, recipe)
        row = f"| {recipe} | {end['epoch']} | {end['seconds']:,.0f} | {share:.2f} | "
        assert row + f"{100 * end['accuracy']:.2f} % |" in PAGE


def test_the_page_on_performance_prints_the_spread_over_seeds():
    published = read_results("minivggnet_published")
    fast = read_results("minivggnet_fast").set_index("recipe")["with_mirrored"]
    accuracies = {
        "published": published[published["epoch"] == 25]["published_accuracy"],
        "short": fast["short"],
        "long": fast["long"],
    }
    for recipe, values in accuracies.items():
        mean, half_width = mean_interval(values)
        row = f"| {recipe} | {len(values)} | {100 * mean:.2f} ± {100 * half_width:.2f} % | "
        assert row + f"{100 * values.min():.2f} to {100 * values.max():.2f} % |" in PAGE


def test_the_page_tells_the_seconds_to_each_accuracy():
    curves = read_results("minivggnet_time_to_accuracy")
    for recipe, run in curves.groupby("recipe"):
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| {recipe} | "))
        seconds = []
        for goal in (0.90, 0.92, 0.93, PUBLISHED, 0.94):
            reached = run[run["accuracy"] >= goal]["seconds"]
            seconds.append("never" if reached.empty else f"{reached.iloc[0]:,.0f}")
        assert line.endswith(" | " + " | ".join(seconds) + " |")


def test_the_page_tells_the_images_a_second_of_the_published_and_of_the_short_recipe(ends):
    rates = [
        60_000 * ends[recipe]["epoch"] / ends[recipe]["seconds"]
        for recipe in ("published", "short")
    ]
    assert "trained 674 images a second, the fast one 1,900" in PAGE.replace("\n", " ")
    assert rates == [pytest.approx(674, abs=0.5), pytest.approx(1_900, abs=50)]


def test_the_page_tells_what_the_fastest_epoch_of_the_published_recipe_would_give(ends):
    run = read_results("minivggnet_time_to_accuracy").set_index("recipe").loc["published"]
    seconds = run["seconds"].diff().fillna(run["seconds"])
    assert f"between {seconds.min():.0f} and\n{seconds.max():.0f} seconds" in PAGE
    whole = 25 * seconds.min()
    shares = [ends[recipe]["seconds"] / whole for recipe in ("short", "long")]
    assert f"{whole:,.0f} seconds" in PAGE
    assert f"at {shares[0]:.2f} of the published time and the long one at {shares[1]:.2f}" in PAGE


@pytest.mark.parametrize("name", names())
def test_the_page_tells_the_runs_and_hours_of_every_experiment_that_noted_them(name):
    hours = hours_of(RESULTS / f"{name}.csv")
    row = f"| `{name}` | {len(load(name).runs):,} | {hours:.1f} |"
    assert (row in PAGE) == (hours > 0)


def test_the_page_adds_up_the_hours_of_all_experiments():
    total = sum(hours_of(RESULTS / f"{name}.csv") for name in names())
    assert f"All together it is {total:.1f} hours" in PAGE


@pytest.fixture(scope="module")
def profile():
    """Return the seconds of the profile, by table and what was timed."""
    return read_results("minivggnet_profile").set_index(["table", "what"])["seconds"]


def test_the_page_prints_the_milliseconds_of_every_operation(profile):
    for what, operation in {
        "convolution 28 × 28, 1 to 32 channels": "convolution 28 × 28, 1 to 32, {}",
        "convolution 28 × 28, 32 to 32": "convolution 28 × 28, 32 to 32, {}",
        "convolution 14 × 14, 32 to 64": "convolution 14 × 14, 32 to 64, {}",
        "convolution 14 × 14, 64 to 64": "convolution 14 × 14, 64 to 64, {}",
        "dense 3136 to 512": "dense 3136 to 512, {}",
    }.items():
        times = [
            1000 * profile["operation", operation.format(dtype)]
            for dtype in ("float32", "bfloat16")
        ]
        assert f"| {what} | {times[0]:.1f} | {times[1]:.1f} |" in PAGE
    for what, keras, fast in (
        ("normalisation 28 × 28, 32 channels (twice in the network)", "Keras", "fused, bfloat16"),
        ("normalisation 14 × 14, 64 channels (twice)", "Keras", "fused, bfloat16"),
        ("dropout 14 × 14, 32 channels", "Keras", "8 bits"),
    ):
        name = what.split(" (")[0]
        times = [1000 * profile["operation", f"{name}, {way}"] for way in (keras, fast)]
        assert f"| {what} | {times[0]:.1f} | {times[1]:.1f} |" in PAGE


def test_the_page_prints_the_images_a_second_of_every_way_of_training(profile):
    first, *_ = profile["training"]
    lines = [line for line in PAGE.splitlines() if line.endswith(" × |")]
    for line, seconds in zip(lines, profile["training"], strict=True):
        assert line.endswith(f" | {2_560 / seconds:,.0f} | {first / seconds:.2f} × |")


def test_an_image_costs_as_many_times_less_as_the_page_says(profile):
    published, *_, fast = profile["training"]
    assert f"an image costs {published / fast:.2f} times less" in PAGE


def test_four_normalisations_of_keras_cost_more_than_its_two_large_convolutions(profile):
    operations = profile["operation"]
    normalisations = 2 * (
        operations["normalisation 28 × 28, 32 channels, Keras"]
        + operations["normalisation 14 × 14, 64 channels, Keras"]
    )
    convolutions = (
        operations["convolution 28 × 28, 32 to 32, float32"]
        + operations["convolution 14 × 14, 64 to 64, float32"]
    )
    assert normalisations > convolutions
