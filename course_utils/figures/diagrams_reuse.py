"""Diagrams of two tasks and of reused layers: cut, copied, frozen, fine-tuned."""

from __future__ import annotations

from course_utils.figures.diagrams import GREY, Diagram, Layer, Role
from course_utils.figures.plots import VERMILION, Drawn

_LEFT_OUT = {Role.FROZEN: "cut off: does not train"}


def two_tasks() -> Drawn:
    """Draw how one dataset becomes two tasks, each with a training, validation and test set."""
    diagram = Diagram(6, 3.9, "Two tasks with three sets each: only B's training set is cut small")
    networks = [
        diagram.box(x, 3.0, (1.5, 0.5), f"network for {task}", Role.TRAINS)
        for x, task in ((0.95, "A"), (5.05, "B"))
    ]
    diagram.write(3, 2.75, "Fashion-MNIST,\nten classes")
    for y, name, number in (
        (2.1, "train", "55,000"),
        (1.4, "valid", "5,000"),
        (0.7, "test", "10,000"),
    ):
        is_train = name == "train"
        whole = diagram.box(3, y, (1.5, 0.5), f"{name}: {number}")
        of_a = diagram.box(0.95, y, (1.5, 0.5), f"{name}: 8 classes")
        of_b = diagram.box(
            5.05,
            y,
            (1.0 if is_train else 1.5, 0.5),
            "train: 200" if is_train else f"{name}: 2 classes",
        )
        diagram.arrow(whole.left, of_a.right)
        diagram.arrow(whole.right, of_b.left)
        if is_train:
            for part, network in zip((of_a, of_b), networks, strict=True):
                diagram.arrow(part.top, network.bottom)
    return diagram.finished(), (
        "Each of the three sets of Fashion-MNIST, train, valid and test, is split by class: eight "
        "classes go to task A, two to task B. Only the training set of task B is cut, to 200 "
        "images. The network for A trains on the training set of A, the network for B on that of "
        "B; nothing is frozen. Validation and test images train neither."
    )


def new_head() -> Drawn:
    """Draw how the last layer of model A is cut off, and a new head set in its place."""
    diagram = Diagram(
        6, 2.9, "The last layer of model A is cut off, and a new head takes its place"
    )
    layers = [Layer("images", 0.8), Layer("hidden 1", 0.9, Role.TRAINS)]
    first = diagram.row(0.1, 1.55, layers)[-1]
    last = diagram.box(3.5, 1.55, (0.9, 0.6), "hidden 5", Role.TRAINS)
    middle = (first.right[0] + last.left[0]) / 2
    diagram.write(middle, 1.55, "…")
    diagram.arrow(first.right, (middle - 0.12, 1.55))
    diagram.arrow((middle + 0.12, 1.55), last.left)
    size = (1.3, 0.6)
    old = diagram.box(5.25, 2.1, size, "output of A:\n8 classes", Role.FROZEN, is_head=True)
    new = diagram.box(5.25, 1.0, size, "new head:\na shirt?", Role.TRAINS, is_head=True)
    diagram.arrow(last.right, old.left, colour=GREY, is_dashed=True)
    diagram.arrow(last.right, new.left)
    diagram.cut((4.14, 2.05), (4.39, 1.65))
    diagram.write(4.09, 2.22, "cut", colour=VERMILION)
    return diagram.finished(_LEFT_OUT), (
        "Images go through the hidden layers 1 to 5 of model A. Its output layer for eight classes "
        "is cut off and does not train any more, as if it were frozen. A new head, which asks "
        "whether it is a shirt, takes its place. The hidden layers and the new head train on task "
        "B."
    )


def copied_or_shared() -> Drawn:
    """Draw layers that two networks share, and layers that one has copied from the other."""
    diagram = Diagram(6, 4.5, "With shared layers task B changes model A; with copies it does not")
    layers, end = (1.9, 0.6), (1.4, 0.5)
    diagram.write(0.1, 3.95, "Shared", align="left", is_bold=True)
    images = diagram.box(0.7, 3.3, (1.1, 0.6), "images of\ntask B")
    both = diagram.box(2.6, 3.3, layers, "hidden layers,\nin both networks", Role.TRAINS)
    output = diagram.box(5.1, 3.65, end, "output of A", Role.FROZEN, is_head=True)
    head = diagram.box(5.1, 2.95, end, "new head", Role.TRAINS, is_head=True)
    for start, to in ((images, both), (both, output), (both, head)):
        diagram.arrow(start.right, to.left)
    diagram.write(0.1, 2.3, "Copied", align="left", is_bold=True)
    of_a = diagram.box(2.6, 2.05, layers, "hidden layers of A", Role.FROZEN)
    output = diagram.box(5.1, 2.05, end, "output of A", Role.FROZEN, is_head=True)
    images = diagram.box(0.7, 1.0, (1.1, 0.6), "images of\ntask B")
    copy = diagram.box(2.6, 1.0, layers, "hidden layers,\nstart as in A", Role.TRAINS, is_copy=True)
    head = diagram.box(5.1, 1.0, end, "new head", Role.TRAINS, is_head=True)
    for start, to in ((of_a, output), (images, copy), (copy, head)):
        diagram.arrow(start.right, to.left)
    diagram.arrow(of_a.bottom, copy.top, colour=GREY, is_dashed=True)
    diagram.write(2.75, 1.53, "copied once", align="left")
    return diagram.finished({Role.FROZEN: "stays as it is"}), (
        "Above, shared: images of task B go through hidden layers that belong to both networks, so "
        "what trains is the new head and the layers of model A; only A's output stays, as if "
        "frozen. Below, copied: what trains is a copy of the hidden layers and the new head; all "
        "of model A stays as it is, as if frozen."
    )


def two_stages() -> Drawn:
    """Draw both stages of fine-tuning: first the head alone trains, then all layers do."""
    diagram = Diagram(6, 3.5, "First the head trains alone, then all layers at a tenth of the rate")
    for y, stage, role in (
        (2.4, "Stage 1: the head, 4 epochs", Role.FROZEN),
        (1.05, "Stage 2: all layers, 16 epochs, a tenth of the rate", Role.TRAINS),
    ):
        diagram.write(0.2, y + 0.5, stage, align="left", is_bold=True)
        layers = [
            Layer("200 images", 1.1),
            Layer("reused layers", 2.3, role, is_copy=True),
            Layer("new head", 1.2, Role.TRAINS, is_head=True),
        ]
        diagram.row(0.2, y, layers)
    return diagram.finished(), (
        "Two stages of a network with reused layers, copied from model A, and a new head. In stage "
        "1 the reused layers are frozen and only the head trains. In stage 2 nothing is frozen: "
        "all layers train, at a tenth of the rate."
    )


def cut() -> Drawn:
    """Draw the places after which features can be taken, and the head that learns on them."""
    diagram = Diagram(6, 3.0, "Features can be taken after each part of the network")
    layers = [Layer("images", 0.8), *(Layer(f"block {n}", 0.85, Role.FROZEN) for n in (1, 2))]
    layers += [
        Layer("hidden", 0.85, Role.FROZEN),
        Layer("output", 0.85, Role.FROZEN, is_head=True),
    ]
    parts = diagram.row(0.15, 2.15, layers, gap=0.25)[1:]
    head = diagram.box(
        3.6, 1.05, (4.5, 0.5), "new head: learns from 200 images", Role.TRAINS, is_head=True
    )
    for part in parts:
        diagram.arrow(part.bottom, (part.x, head.top[1]), is_dashed=True)
    diagram.write(0.65, 1.05, "one cut\nat a time")
    return diagram.finished(), (
        "MiniVGGNet, trained on task A and now frozen: images go through block 1, block 2, the "
        "hidden layer and the output. After each of the four a cut can be made. A new head trains "
        "on the features from there, one cut at a time; nothing else trains."
    )


def features_and_head() -> Drawn:
    """Draw a small head that learns on the features of a frozen network."""
    diagram = Diagram(6, 3.0, "Only a small head is trained; the large network just computes")
    layers = [
        Layer("photo", 0.75),
        Layer("network, trained\non ImageNet", 1.6, Role.FROZEN, is_copy=True),
        Layer("1,280\nfeatures", 0.95),
        Layer("head: five\nclasses", 1.15, Role.TRAINS, is_head=True),
    ]
    _, network, _, head = diagram.row(0.15, 1.1, layers)
    size = (1.45, 0.6)
    old = diagram.box(
        head.x - 0.15, 2.15, size, "output: 1,000\nclasses", Role.FROZEN, is_head=True
    )
    diagram.arrow(network.top, old.left, colour=GREY, is_dashed=True)
    diagram.cut((2.85, 2.05), (3.05, 1.55))
    diagram.write(2.75, 2.22, "cut", colour=VERMILION)
    return diagram.finished(), (
        "A photo goes through a network trained on ImageNet, which is frozen, and becomes 1,280 "
        "features. The network's own output for 1,000 classes is cut off. Only a small head for "
        "five classes trains on the features."
    )


def last_convolutions() -> Drawn:
    """Draw fine-tuning of the last convolutions, after the head and with a fixed normalisation."""
    diagram = Diagram(
        6.6, 3.5, "The head trains first, then the last convolutions too, at a low rate"
    )
    for y, step, role in (
        (2.4, "Step 1: the head alone", Role.FROZEN),
        (1.05, "Step 2: the last two convolutions too", Role.TRAINS),
    ):
        diagram.write(0.1, y + 0.5, step, align="left", is_bold=True)
        last = [
            Layer("conv", 0.7, role, is_copy=True),
            Layer("norm", 0.7, Role.FROZEN, is_copy=True),
        ]
        layers = [
            Layer("photo", 0.65),
            Layer("all other\nlayers", 0.95, Role.FROZEN, is_copy=True),
            *last,
            *last,
            Layer("head", 0.75, Role.TRAINS, is_head=True),
        ]
        diagram.row(0.1, y, layers, gap=0.19)
    return diagram.finished(), (
        "A photo goes through a network trained on ImageNet and a head of its own. In step 1 the "
        "whole network is frozen and only the head trains. In step 2 the last two convolutions "
        "train too. All other layers stay frozen, and so does every normalisation, also those "
        "between and after these convolutions."
    )
