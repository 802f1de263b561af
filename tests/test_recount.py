"""Every measured number in the prose of a lesson is counted again, and none is left out."""

import pytest

from course_utils.notebooks.building import sources
from tests.recount import claims_of, prose_of, uncounted, value_of

LESSONS = [path.name[:2] for path in sources()]
CLAIMS = [claim for lesson in LESSONS for claim in claims_of(lesson)[0]]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.lesson}: {claim.text}")
def test_a_number_in_the_prose_is_what_its_rows_say(claim):
    assert claim.text in prose_of(claim.lesson)
    for written, counted in zip(claim.numbers(), claim.count(), strict=True):
        value, half_a_unit = value_of(written)
        assert counted == pytest.approx(value, abs=half_a_unit * 1.0001), written


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_measured_number_is_left_out(lesson):
    claims, definitions = claims_of(lesson)
    assert uncounted(lesson, claims, definitions) == []
