"""The numbers in the prose of lesson 06."""

from tests.claims.counting import rows_of
from tests.claims.joint import JOINT, digits, of_digits, of_garments
from tests.recount import Claim

DEFINITIONS: tuple[str, ...] = ()

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
        "Mixed in, the digits lose 7.9 points (4.0 to 11.8)",
        JOINT,
        lambda: of_digits("digits alone", MIXED),
    ),
    Claim("06", "the digits are at 84.6 %", JOINT, lambda: [digits("labels collide")]),
    Claim(
        "06",
        "A nearest neighbour has 95.6 % on the digits, and an SVM that learns from shifted copies "
        "has 96.6 %",
        JOINT,
        lambda: [digits("1-NN"), digits("SVM, shifted copies")],
    ),
    Claim("06", "and 94 % looked good", JOINT, lambda: [digits("digits alone")]),
    Claim(
        "06",
        "If all 20 classes compete, 85.5 % are right: 0.2 points fewer",
        JOINT,
        lambda: [20, of_20(), digits(MIXED) - of_20()],
    ),
    Claim(
        "06",
        "half and half 1.6 points (0.8 to 2.4)",
        JOINT,
        lambda: of_garments(MIXED, "concatenation, oversampled"),
    ),
    Claim(
        "06",
        "class weights 2.3 (1.5 to 3.0)",
        JOINT,
        lambda: of_garments(MIXED, "concatenation, class weights"),
    ),
    Claim(
        "06",
        "throwing 54,000 garments away 6.0 (5.1 to 7.0)",
        JOINT,
        lambda: [54_000, *of_garments(MIXED, "concatenation, undersampled")],
    ),
    Claim(
        "06",
        "the digits are at 94.1 %, as good as alone",
        JOINT,
        lambda: [digits("concatenation, oversampled")],
    ),
    Claim(
        "06",
        "**Do the digits gain from the garments?** 0.9 points (−0.6 to 2.4)",
        JOINT,
        lambda: of_digits(SUM, "digits alone"),
    ),
    Claim(
        "06",
        "alone they come to 96.5 % with them, and beside the garments to 96.6 %. An SVM with such "
        "copies has 96.6 % as well",
        JOINT,
        lambda: [
            digits(arm)
            for arm in (
                "digits alone, shifted",
                "multi-head, digits shifted",
                "SVM, shifted copies",
            )
        ],
    ),
    Claim(
        "06",
        "1.4 points (0.5 to 2.3) against a network that sees 128 garments",
        JOINT,
        lambda: [*of_garments("fashion alone", SUM), 128],
    ),
    Claim(
        "06",
        "Mirrored garments are 0.7 points worse (0.2 to 1.1)",
        JOINT,
        lambda: of_garments(SUM, "multi-head, fashion mirrored"),
    ),
    Claim(
        "06",
        "cost the digits 1.9 points (0.0 to 3.8)",
        JOINT,
        lambda: of_digits(SUM, "multi-head, both mirrored"),
    ),
    Claim(
        "06",
        "costs the garments 1.7 points (1.1 to 2.2)",
        JOINT,
        lambda: of_garments(SUM, "multi-head, digits × 10"),
    ),
    Claim(
        "06",
        "costs the digits 1.6 (0.1 to 3.2) and brings the garments 0.4",
        JOINT,
        lambda: [
            *of_digits(SUM, "multi-head, digits × 0.1"),
            of_garments("multi-head, digits × 0.1", SUM)[0],
        ],
    ),
    Claim(
        "06",
        "costs the garments 2.9 points (1.0 to 4.7)",
        JOINT,
        lambda: of_garments(SUM, "multi-head, uncertainty"),
    ),
)
