"""Diagrams of batch normalisation: in training and in use, and inside a model inside a model."""

from __future__ import annotations

from course_utils.figures.diagrams import Diagram, Layer, Role
from course_utils.figures.plots import Drawn


def training_and_use() -> Drawn:
    """Draw which mean and variance batch normalisation takes in training, and which in use."""
    diagram = Diagram(
        6, 5.0, "In training the batch gives the statistics; in use the moving ones do"
    )
    wide = (1.75, 0.55)
    for y, when in ((2.85, "In training"), (0.95, "In use")):
        in_training = when == "In training"
        diagram.write(0.1, y + 1.1, when, align="left", is_bold=True)
        layers = [
            Layer("values of\na batch" if in_training else "values", 0.95),
            Layer("− mean,\n÷ deviation", 1.3),
            Layer("× scale,\n+ offset", 1.0, Role.TRAINS if in_training else Role.FROZEN),
        ]
        values, normalise, scale = diagram.row(0.2, y, layers, gap=0.6)
        diagram.arrow(scale.right, (scale.right[0] + 0.5, y))
        moving, role = "moving mean\nand variance", Role.MOVES if in_training else Role.FROZEN
        if in_training:
            batch = diagram.box(normalise.x, y + 0.95, wide, "mean and variance\nof the batch")
            diagram.arrow(values.top, batch.left)
            averages = diagram.box(5.0, y + 0.95, wide, moving, role)
            diagram.arrow(batch.right, averages.left)
            diagram.arrow(batch.bottom, normalise.top)
        else:
            averages = diagram.box(normalise.x, y + 0.95, wide, moving, role)
            diagram.arrow(averages.bottom, normalise.top)
    return diagram.finished({Role.FROZEN: "does not change"}), (
        "Batch normalisation. In training it subtracts the mean of the batch and divides by its "
        "deviation; scale and offset train, and the moving mean and variance move towards those of "
        "the batch, without gradients. In use it takes the moving mean and variance, and nothing "
        "changes: all four arrays stand as if frozen."
    )


def model_inside_a_model() -> Drawn:
    """Draw where the normalisation lies in a network that holds a model."""
    diagram = Diagram(6, 3.2, "The normalisation is one level deeper than tiny.layers looks")
    diagram.frame(3.0, 1.75, (5.8, 2.0), "tiny.layers: input, base, pooling, head")
    diagram.frame(2.18, 1.55, (2.4, 1.2), "base.layers: conv, norm")
    layers = [
        Layer("input", 0.6),
        Layer("conv", 0.85, Role.TRAINS),
        Layer("norm", 0.85, Role.FROZEN),
        Layer("pooling", 0.8),
        Layer("head", 0.7, Role.TRAINS, is_head=True),
    ]
    diagram.row(0.2, 1.4, layers, gap=0.35)
    return diagram.finished(), (
        "The network tiny holds an input, a model called base, a pooling and a head. Base holds a "
        "convolution and the normalisation. The convolution and the head train; the normalisation "
        "should be frozen, but tiny.layers lists only base, not what lies inside."
    )
