"""Flat maps: what they keep, and that they turn no more than they must."""

import numpy as np
import pytest

from rnnlab.language import projections


def frame(rng, d):
    return np.linalg.qr(rng.standard_normal((d, 2)))[0].T


def test_a_plane_that_follows_comes_to_the_one_that_keeps_most(rng):
    points = rng.standard_normal((40, 5)) * [0.1, 4, 1, 0.2, 9] + 3
    directions = frame(rng, 5)
    for _ in range(200):
        directions = projections.followed(directions, points)
        np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    _, _, best = np.linalg.svd(points - points.mean(axis=0))
    np.testing.assert_allclose(directions.T @ directions, best[:2].T @ best[:2], atol=1e-8)


def test_a_plane_that_follows_turns_no_more_than_it_must(rng):
    points, directions = rng.standard_normal((30, 6)), frame(rng, 6)
    turned = projections.followed(directions, points)
    for angle in (-0.5, -0.1, 0.1, 0.5):
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        assert np.linalg.norm(turned - directions) < np.linalg.norm(turn @ turned - directions)
    again = projections.followed(turned, points @ np.diag([1, 1, 1, 1, 1, 1 + 1e-9]))
    np.testing.assert_allclose(again, projections.followed(turned, points), atol=1e-6)


def test_points_that_are_all_one_leave_a_plane(no_excuses):
    assert np.isfinite(projections.followed(np.eye(2, 4), np.ones((3, 4)))).all()


def test_the_plane_through_three_points_holds_the_whole_parallelogram(rng):
    a, b, c = rng.standard_normal((3, 6))
    origin, directions = projections.plane_through(a, b, c)
    for point in (a, b, c, a - b + c):
        flat = (point - origin) @ directions.T
        np.testing.assert_allclose(flat @ directions + origin, point)
    flat_a, flat_b, flat_c = ((point - origin) @ directions.T for point in (a, b, c))
    assert flat_b[1] == pytest.approx(flat_c[1])  # b and c on one level, c to the right, a above
    assert flat_b[0] < flat_c[0]
    assert flat_a[1] > flat_b[1]


@pytest.mark.parametrize("same", ["ab", "bc", "ac", "abc"])
def test_points_that_coincide_leave_a_line_or_a_point(same, rng, no_excuses):
    points = dict(zip("abc", rng.standard_normal((3, 4)), strict=True))
    points |= dict.fromkeys(same, points[same[0]])
    _, directions = projections.plane_through(**points)
    assert np.isfinite(directions).all()
    assert (np.linalg.norm(directions, axis=1) <= 1 + 1e-12).all()


def test_what_is_near_the_largest_number_is_mapped():
    points = np.random.default_rng(0).uniform(-1, 1, (5, 3))
    start = np.eye(2, 3)
    np.testing.assert_allclose(projections.followed(start, 1e308 * points), projections.followed(start, points))
    middle, directions = projections.plane_through(*(1e308 * points[:3]))
    np.testing.assert_allclose(middle, 1e308 * projections.plane_through(*points[:3])[0])
    np.testing.assert_allclose(directions, projections.plane_through(*points[:3])[1])
