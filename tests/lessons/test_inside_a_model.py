"""The units that answer to a stretch are those that are on all through, and other places are ranked by how many of them are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.lessons import inside_a_model as lesson


def test_a_unit_answers_if_it_stays_on_one_side():
    H = np.array([[0.9, 0.9, -0.9, 0.1], [0.6, -0.9, -0.6, 0.9], [0.1, 0.9, -0.7, 0.9]])
    assert lesson.answering(H, 0, 2, 0.5).tolist() == [1, 0, -1, 0]
    assert lesson.answering(H, 0, 3, 0.5).tolist() == [0, 0, -1, 0]
    assert lesson.answering(H, 1, 2, 0.0).tolist() == [1, -1, -1, 1]


@given(seed=st.integers(0, 99), length=st.integers(1, 5), threshold=st.sampled_from([0.0, 0.3, 0.8]))
def test_places_are_found_as_by_hand(seed, length, threshold):
    rng = np.random.default_rng(seed)
    H, own = rng.uniform(-1, 1, (30, 4)).round(1), rng.uniform(-1, 1, (5, 4))
    sides = lesson.answering(own, 0, min(length, 5), threshold)
    units = [k for k in range(4) if sides[k]]
    scores = [sum(all(sides[k] * H[t, k] > threshold for t in range(s, s + length)) for k in units) for s in range(31 - length)]
    starts, counts, everywhere = lesson.places(H, sides, length, threshold, 3)
    assert counts == [scores[start] for start in starts] == sorted(counts, reverse=True)
    assert everywhere == (scores.count(len(units)) if units else 0)
    assert all(abs(a - b) >= length for a in starts for b in starts if a != b)
    if units and max(scores):
        assert starts[0] == scores.index(max(scores))
    else:
        assert starts == []


def test_a_stretch_answers_to_itself():
    H = np.random.default_rng(0).uniform(-1, 1, (40, 6))
    sides = lesson.answering(H, 10, 12, 0.2)
    starts, counts, _ = lesson.places(H, sides, 2, 0.2, 40)
    assert counts[starts.index(10)] == np.count_nonzero(sides) > 0


@pytest.mark.parametrize(("start", "stop", "name"), [(3, 3, "start"), (-1, 2, "start"), (0, 5, "stop"), (0, 0, "stop")])
def test_a_stretch_must_be_one(start, stop, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        lesson.answering(np.ones((4, 2)), start, stop, 0.5)
    with pytest.raises(ValueError, match=r"^length must"):
        lesson.places(np.ones((4, 2)), np.ones(2), 5, 0.5, 3)
