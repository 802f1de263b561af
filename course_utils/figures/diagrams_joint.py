"""Diagrams of one network for two datasets: at once, one after the other, and turned round."""

from __future__ import annotations

from matplotlib.lines import Line2D

from course_utils.figures.diagrams import Box, Diagram, Layer, Role
from course_utils.figures.plots import BLACK, VERMILION, Drawn


def two_heads() -> Drawn:
    """Draw a network with one trunk and a head for each of two datasets."""
    diagram = Diagram(6, 3.2, "Both datasets share the trunk, and each has a head of its own")
    diagram.frame(2.9, 1.8, (2.7, 1.3), "trunk")
    layers = [Layer(text, 0.65, Role.TRAINS) for text in ("conv", "conv", "dense")]
    trunk = diagram.row(1.68, 1.7, layers, gap=0.24)
    for y, images, head in ((2.2, "garments", "fashion"), (1.2, "digits", "digits")):
        data = diagram.box(0.6, y, (0.95, 0.5), images)
        end = diagram.box(5.2, y, (1.3, 0.5), f"head {head}", Role.TRAINS, is_head=True)
        diagram.arrow(data.right, trunk[0].left)
        diagram.arrow(trunk[-1].right, end.left)
    return diagram.finished(), (
        "Garments and digits go through the same trunk: two convolutions, each with pooling, and a "
        "dense layer. From there they go to two heads, fashion and digits. The trunk and both "
        "heads train; nothing is frozen."
    )


def masked_loss() -> Drawn:
    """Draw which images of a mixed batch count in the loss of which head."""
    diagram = Diagram(6, 3.7, "A garment counts for the head fashion only, a digit for its own")
    columns = {"fashion": 2.7, "digits": 4.8}
    for name, x in columns.items():
        diagram.box(x, 3.0, (1.6, 0.45), f"head {name}", Role.TRAINS, is_head=True)
    diagram.write(0.8, 3.0, "a batch")
    for y, image, own in (
        (2.4, "garment", "fashion"),
        (1.95, "garment", "fashion"),
        (1.4, "digit", "digits"),
        (0.95, "digit", "digits"),
    ):
        diagram.box(0.8, y, (1.1, 0.38), image)
        for name, x in columns.items():
            counts = name == own
            text = "its label, × 1" if counts else "any label, × 0"
            diagram.box(x, y, (1.6, 0.38), text, Role.TRAINS if counts else Role.FROZEN)
    names = {Role.TRAINS: "trains; its loss counts", Role.FROZEN: "does not count"}
    return diagram.finished(names), (
        "A batch of two garments and two digits, and the loss of each at both heads. The losses of "
        "garments count with weight 1 at the head fashion and with 0 at the head digits; those of "
        "digits the other way round. So garments train the trunk and the head fashion, digits the "
        "trunk and the head digits. Nothing is frozen; what is hatched does not count."
    )


def in_sequence() -> Drawn:
    """Draw three ways to teach digits to a network that knows garments."""
    diagram = Diagram(6, 5.5, "Digits come second: who still sees garments, and what changes")
    for y, way, images, trunk, fashion in (
        (4.3, "Sequential", "digits", Role.TRAINS, Role.FROZEN),
        (2.8, "Frozen trunk", "digits", Role.FROZEN, Role.FROZEN),
        (1.3, "Replay", "digits and a\nfew garments", Role.TRAINS, Role.TRAINS),
    ):
        diagram.write(0.15, y + 0.55, way, align="left", is_bold=True)
        middle = diagram.row(0.15, y, [Layer(images, 1.25), Layer("trunk", 1.2, trunk)], gap=0.45)[
            1
        ]
        for name, role, place in (
            ("fashion", fashion, y + 0.32),
            ("digits", Role.TRAINS, y - 0.32),
        ):
            head = diagram.box(5.0, place, (1.4, 0.48), f"head {name}", role, is_head=True)
            diagram.arrow(middle.right, head.left)
    return diagram.finished(), (
        "A network that has learnt garments learns digits in three ways. Sequential: it sees only "
        "digits; the trunk and the head digits train, the head fashion is frozen. Frozen trunk: "
        "trunk and head fashion are frozen, only the head digits trains. Replay: it sees digits "
        "and a few stored garments; the trunk and both heads train, and nothing is frozen."
    )


def reversed_gradient() -> Drawn:
    """Draw where gradient reversal stands, and what it does on the way forward and back."""
    diagram = Diagram(
        6, 3.7, "Forward the reversal changes nothing; backward it turns the gradient"
    )
    images = diagram.box(0.65, 2.1, (1.1, 0.7), "images of\nboth kinds")
    trunk = diagram.box(2.0, 2.1, (0.8, 2.0), "trunk", Role.TRAINS)
    heads = (1.4, 0.65)
    garment = diagram.box(5.2, 2.75, heads, "head: which\ngarment?", Role.TRAINS, is_head=True)
    kind = diagram.box(5.2, 1.45, heads, "head: which\nof two kinds?", Role.TRAINS, is_head=True)
    reversal = diagram.box(3.5, 1.45, (0.95, 0.65), "reversal")
    diagram.arrow(images.right, trunk.left)
    for start, end in ((trunk, garment), (trunk, reversal), (reversal, kind)):
        _there_and_back(diagram, start, end)
    diagram.write(2.72, 0.93, "× (−scale)", colour=VERMILION)
    lines = [
        Line2D([], [], color=BLACK, label="forward"),
        Line2D([], [], color=VERMILION, ls="--", label="gradient, backward"),
    ]
    return diagram.finished(lines=lines), (
        "Images of both kinds go through the trunk to a head that names the garment, and through "
        "the reversal to a head that tells the two kinds apart. Backward, the gradient of the "
        "second head is multiplied by minus the scale at the reversal, before it reaches the "
        "trunk. The trunk and both heads train; nothing is frozen, and the reversal has no weights."
    )


def _there_and_back(diagram: Diagram, start: Box, end: Box) -> None:
    """Draw the values that go from one box to another, and the gradient that comes back."""
    left, right = start.right[0], end.left[0]
    diagram.arrow((left, end.y + 0.12), (right, end.y + 0.12))
    diagram.arrow((right, end.y - 0.12), (left, end.y - 0.12), colour=VERMILION, is_dashed=True)
