"""`features_up_to` is given a network, and what it returns is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_utils.observers.networks.built import sequential
from course_utils.observers.networks.observed import given_network, n_other_kernels, stage_by_stage
from course_utils.observers.plain import Facts, to_plain, type_name


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Ask for the features, and see whether the network is as it was."""
    images = given["images"]
    model = sequential(images.shape[1:], given["network"])
    look_at_it = given_network(model)
    part = function(model, given["layer_name"])
    if given["layer_name"] not in {it["name"] for it in given["network"]}:
        return {"returned": type_name(part)}
    return stage_by_stage(
        part,
        given=look_at_it,
        in_use=lambda: {
            "features": to_plain(part(images, training=False)),
            "n_other_kernels": n_other_kernels(part, given["network"]),
        },
    )
