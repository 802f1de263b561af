"""The numbers in the prose of lesson 06."""

from tests.claims.counting import rows_of
from tests.claims.joint import JOINT, digits, garments, of_digits, of_garments
from tests.recount import Claim

DEFINITIONS = ("and 92 % looked good",)  # what version 0.1 reached with the digits alone

SUM, MIXED = "multi-head, sum", "concatenation"


def of_20():
    """Return the digits that are right among all 20 classes, in per cent."""
    rows = rows_of(JOINT)
    mixed = rows[(rows["arm"] == MIXED) & (rows["what"] == "digits of 20")]
    return 100 * mixed["test_accuracy"].mean()


CLAIMS = (
    Claim("06", "reaches about 94 % on their test images", JOINT, lambda: [digits("digits alone")]),
    Claim(
        "06",
        "When the garments are mixed in, the digits lose 7.9 points (4.5 to 11.3)",
        JOINT,
        lambda: of_digits("digits alone", MIXED),
    ),
    Claim(
        "06",
        "the digits are at 84.6 %. With labels of their own they have 1.1 points more (−2.7 to "
        "5.0)",
        JOINT,
        lambda: [digits("labels collide"), *of_digits(MIXED, "labels collide")],
    ),
    Claim(
        "06",
        "A nearest neighbour has 95.6 % on the digits, 2.0 points more than the network that sees "
        "digits alone (0.1 to 3.9).",
        JOINT,
        lambda: [digits("1-NN"), *of_digits("1-NN", "digits alone")],
    ),
    Claim(
        "06",
        "has 96.6 %, 3.0 points more (1.5 to 4.4)",
        JOINT,
        lambda: [
            digits("SVM, shifted copies"),
            *of_digits("SVM, shifted copies", "digits alone"),
        ],
    ),
    Claim("06", "On the garments the SVM has 89.9 %", JOINT, lambda: [garments("SVM")]),
    Claim(
        "06",
        "If all 20 classes compete, 85.5 % are right: 0.2 points fewer",
        JOINT,
        lambda: [20, of_20(), digits(MIXED) - of_20()],
    ),
    Claim(
        "06",
        "Each of them costs the garments something: half and half 1.6 points (0.8 to 2.4)",
        JOINT,
        lambda: of_garments(MIXED, "concatenation, oversampled"),
    ),
    Claim(
        "06",
        "class weights 2.3 (1.6 to 3.0)",
        JOINT,
        lambda: of_garments(MIXED, "concatenation, class weights"),
    ),
    Claim(
        "06",
        "throwing 54,000 garments away 6.0 (5.2 to 6.8)",
        JOINT,
        lambda: [54_000, *of_garments(MIXED, "concatenation, undersampled")],
    ),
    Claim(
        "06",
        "With half and half the digits are at 94.1 %",
        JOINT,
        lambda: [digits("concatenation, oversampled")],
    ),
    Claim(
        "06",
        "Against class weights it is 0.7 points cheaper (0.0 to 1.3)",
        JOINT,
        lambda: of_garments("concatenation, oversampled", "concatenation, class weights"),
    ),
    Claim(
        "06",
        "0.2 points of the digits (−0.6 to 1.1), 0.9 of the garments (−0.1 to 1.9)",
        JOINT,
        lambda: [
            *of_digits(SUM, "multi-head, zeros for missing labels"),
            *of_garments(SUM, "multi-head, zeros for missing labels"),
        ],
    ),
    Claim(
        "06",
        "A little, it seems: 1.1 points (0.2 to 2.0) against a network that sees as many digits in "
        "each update, 64. Against one that sees 128 it is 0.9 points (0.0 to 1.9)",
        JOINT,
        lambda: [
            *of_digits(SUM, "digits alone, 64 an update"),
            64,
            128,
            *of_digits(SUM, "digits alone"),
        ],
    ),
    Claim(
        "06",
        "the digits alone come to 96.5 %, which is 2.8 points more (1.3 to 4.3). An SVM that "
        "learns from four copies of each image has 96.6 %",
        JOINT,
        lambda: [
            digits("digits alone, shifted"),
            *of_digits("digits alone, shifted", "digits alone"),
            digits("SVM, shifted copies"),
        ],
    ),
    Claim(
        "06",
        "We cannot tell: 0.2 points (−0.5 to 0.9)",
        JOINT,
        lambda: of_digits("multi-head, digits shifted", "digits alone, shifted"),
    ),
    Claim(
        "06",
        "Against one that sees 64 we see no clear loss (−1.0 to 0.9)",
        JOINT,
        lambda: [64, *of_garments("fashion alone, 64 an update", SUM)[1:]],
    ),
    Claim(
        "06",
        "They lose 1.4 points (0.6 to 2.3) against a network that sees 128 garments",
        JOINT,
        lambda: [*of_garments("fashion alone", SUM), 128],
    ),
    Claim(
        "06",
        "If we mirror the garments, they lose 0.7 points (0.3 to 1.1)",
        JOINT,
        lambda: of_garments(SUM, "multi-head, fashion mirrored"),
    ),
    Claim(
        "06",
        "If we mirror the digits as well, they lose 1.7 points (0.6 to 2.9)",
        JOINT,
        lambda: of_digits("multi-head, fashion mirrored", "multi-head, both mirrored"),
    ),
    Claim(
        "06",
        "Ten times the weight on the digits costs the garments 1.7 points (1.2 to 2.1)",
        JOINT,
        lambda: of_garments(SUM, "multi-head, digits × 10"),
    ),
    Claim(
        "06",
        "A tenth of the weight costs the digits 1.6 points (0.7 to 2.6) and brings the garments "
        "0.4 (0.2 to 0.7)",
        JOINT,
        lambda: [
            *of_digits(SUM, "multi-head, digits × 0.1"),
            *of_garments("multi-head, digits × 0.1", SUM),
        ],
    ),
    Claim(
        "06",
        "costs the garments 2.9 points (0.9 to 4.8)",
        JOINT,
        lambda: of_garments(SUM, "multi-head, uncertainty"),
    ),
)
