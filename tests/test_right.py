"""Which images were right, as text and back."""

import numpy as np
import pytest

from course_utils.experiments.right import packed, unpacked


@pytest.mark.parametrize("n", [1, 7, 8, 9, 500, 2000])
def test_what_is_packed_is_unpacked(n):
    right = np.random.default_rng(n).random((3, n)) < 0.8
    texts = [packed(row) for row in right]
    np.testing.assert_array_equal(unpacked(texts, n), right)


def test_it_takes_one_bit_an_image_and_no_sign_that_a_table_would_quote():
    text = packed(np.ones(2000, dtype=bool))
    assert len(text) == pytest.approx(2000 / 8 * 4 / 3, abs=4)
    assert not set(text) & set(',"\n')
