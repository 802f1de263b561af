"""The rules of docs/evidence.md, held against the rows of tuning."""

import pytest

from course_utils.experiments import (
    imagenet_garments,
    joint_training,
    joint_tuning,
    load,
    names,
    near_or_far_heads,
    normalisation_tuning,
    photo_arms,
    photo_features,
    photo_heads,
    photo_tuning,
)
from course_utils.experiments.arms import (
    CHEAP,
    FROZEN,
    NETWORKS,
    PAIRS,
    PENALTIES,
    RATES,
    TUNED_AT,
    TUNING_SEEDS,
    settings_of,
)
from course_utils.experiments.photo_fine_tuning_arms import ALL_BLOCKS, AT_ONCE, AUGMENTED
from course_utils.experiments.results import read_results
from course_utils.experiments.tuning_heads import best_settings
from course_utils.experiments.tuning_networks import chosen_settings, plan

HEADS = [arm for arm in (*CHEAP, *FROZEN) if len(settings_of(arm)) > 1]
TUNED = ("tuning_heads", "tuning_networks")
TUNING = ("tuning_heads", "photo_heads", "near_or_far_heads")


def test_there_are_five_tuning_seeds_and_no_experiment_measures_with_them():
    assert len(TUNING_SEEDS) == 5
    for name in names():
        experiment = load(name)
        if "seed" in experiment.keys and name not in TUNING:
            assert not {run["seed"] for run in experiment.runs} & set(TUNING_SEEDS)


@pytest.mark.parametrize("name", TUNED)
def test_no_more_images_are_held_out_than_there_are_labels(name):
    rows = read_results(name)
    assert (rows["held_out"] <= rows["n"]).all()
    assert (rows["right"] <= rows["held_out"]).all()


@pytest.mark.parametrize("arm", HEADS, ids=lambda arm: arm.name)
@pytest.mark.parametrize("n", TUNED_AT)
def test_the_penalty_of_a_head_is_chosen_from_six_and_not_at_the_edge(arm, n):
    tried = sorted(settings_of(arm))
    chosen = best_settings("tuning_heads")[arm.name, n]
    assert len(tried) >= 6
    assert tried[0] < chosen
    if chosen == tried[-1]:  # next to no penalty at all
        rows = read_results("tuning_heads")
        of_arm = rows[(rows["arm"] == arm.name) & (rows["n"] == n)].groupby("setting")
        share = of_arm["right"].sum() / of_arm["held_out"].sum()
        assert share[chosen] - share[tried[-2]] < 0.005


@pytest.mark.parametrize("arm", NETWORKS, ids=lambda arm: arm.name)
@pytest.mark.parametrize("n", TUNED_AT)
def test_rate_and_updates_of_a_network_are_chosen_with_all_runs_and_the_rate_not_at_the_edge(
    arm, n
):
    rate, n_updates = chosen_settings()[arm.name, n]
    assert len(RATES) >= 6
    assert n_updates in plan(n).n_updates
    rows = read_results("tuning_networks")
    tried = rows[(rows["arm"] == arm.name) & (rows["n"] == n)]["rate"]
    assert set(RATES) <= set(tried)
    assert min(tried) < rate < max(tried)
    of_setting = rows[
        (rows["arm"] == arm.name)
        & (rows["n"] == n)
        & (rows["rate"] == rate)
        & (rows["updates"] == n_updates)
    ]
    assert len(of_setting) == plan(n).n_runs[-1]
    assert set(of_setting["pair"]) == set(PAIRS)
    assert set(of_setting["seed"]) == set(TUNING_SEEDS)


def test_the_rates_of_joint_training_are_chosen_from_six_and_not_at_the_edge():
    assert len(joint_tuning.RATES) >= 6
    rows = read_results("joint_tuning")
    for run in joint_tuning.runs():
        tried = rows[rows["arm"] == run["arm"]]["rate"]
        assert set(joint_tuning.RATES) <= set(tried)
        assert min(tried) < joint_tuning.rate_of(run["arm"]) < max(tried)


def test_the_rates_of_fine_tuning_are_chosen_from_six_and_not_at_the_edge():
    rows = read_results("normalisation_tuning")
    for (head, normalisation, updates), rate in normalisation_tuning.chosen_rates().items():
        of_arm = rows[(rows["head"] == head) & (rows["normalisation"] == normalisation)]
        tried = of_arm[of_arm["updates"] == updates]["rate"]
        assert set(normalisation_tuning.RATES) <= set(tried)
        assert min(tried) < rate < max(tried)


def test_the_rates_of_fine_tuning_on_photos_are_chosen_from_six_and_not_at_the_edge_but_for_three():
    rows = read_results("photo_tuning")
    at_edge = []
    for (arm, epochs), rate in photo_tuning.chosen_rates().items():
        of_arm = rows[(rows[list(arm._fields)] == list(arm)).all(axis=1)]
        tried = of_arm[of_arm["epochs"] == epochs]["rate"]
        assert set(photo_tuning.RATES) <= set(tried)
        assert rate < max(tried)
        if rate == min(tried):
            at_edge.append((arm.trained, arm.how, epochs, rate))
    assert sorted(at_edge) == [  # next to no learning, which docs/evidence.md says
        (ALL_BLOCKS, AT_ONCE, 5, 1e-8),
        (ALL_BLOCKS, AT_ONCE, 20, 1e-8),
        ("top 3 blocks", AUGMENTED, 5, 1e-8),
    ]


def test_the_penalties_on_photos_are_chosen_from_six_and_not_at_the_edge_but_for_one():
    at_edge = []
    for arm in photo_features.ARMS:
        for n in photo_arms.N_LABELS:
            tried = photo_heads.TRIED.get(arm.classifier, ())
            if tried and not tried[0] < photo_heads.penalty_of(arm, n) < tried[-1]:
                at_edge.append((arm.name, n))
            assert not tried or len(tried) >= 6
    assert at_edge == [("ImageNet, top, fed 0 to 255", photo_arms.ALL)]


@pytest.mark.parametrize("n", TUNED_AT)
def test_the_penalties_on_imagenet_features_of_garments_are_not_at_the_edge(n):
    for source in imagenet_garments.SOURCES:
        for cut in imagenet_garments.CUTS_TRIED:
            arm = imagenet_garments.arm_of(source, cut)
            assert PENALTIES[0] < near_or_far_heads.penalty_of(arm, n) < PENALTIES[-1]


def test_the_penalties_of_joint_training_are_chosen_from_six_and_not_at_the_edge():
    rows = read_results("joint_training")
    chosen = rows[rows["arm"].str.contains("logistic regression|SVM")]
    assert len(chosen) > 40
    for arm, penalty in zip(chosen["arm"], chosen["setting"], strict=True):
        tried = joint_training.PENALTIES_OF["SVM" if "SVM" in arm else "logistic regression"]
        assert len(tried) >= 6
        assert min(tried) < penalty < max(tried)
