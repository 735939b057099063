"""Flat maps: what they keep, and that they stay the same way up."""

import numpy as np
import pytest

from rnnlab.language import projections


def test_the_principal_plane_is_the_one_that_keeps_most(rng):
    points = rng.standard_normal((40, 5)) * [0.1, 4, 1, 0.2, 9] + 3
    origin, directions = projections.principal_plane(points)
    np.testing.assert_allclose(origin, points.mean(axis=0))
    np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(np.abs(directions[:, [4, 1]]), np.eye(2), atol=0.1)
    kept = (((points - origin) @ directions.T) ** 2).sum()
    for _ in range(20):
        other = np.linalg.qr(rng.standard_normal((5, 2)))[0].T
        assert (((points - origin) @ other.T) ** 2).sum() <= kept


def test_in_one_dimension_there_is_no_second_direction(no_excuses):
    _, directions = projections.principal_plane(np.array([[1.0], [-1], [1]]))
    assert directions.shape == (2, 1)
    assert not directions[1].any()


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


def test_a_turned_map_lies_the_way_it_should(rng):
    towards = np.array([[-1.0, 1], [1, 1], [0, -2]])
    groups = np.repeat([0, 1, 2], 10)
    places = towards[groups] + 0.1 * rng.standard_normal((30, 2))
    for angle in (0.3, 2.0, 4.0):
        for mirror in (1, -1):
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * [1, mirror]
            found = projections.turn(places @ turn, groups, towards)
            np.testing.assert_allclose(found @ found.T, np.eye(2), atol=1e-12)
            np.testing.assert_allclose(places @ turn @ found, places, atol=0.2)


def test_what_is_near_the_largest_number_is_mapped():
    points = np.random.default_rng(0).uniform(-1, 1, (5, 3))
    for huge, plain in zip(projections.principal_plane(1e308 * points), projections.principal_plane(points), strict=True):
        np.testing.assert_allclose(huge / np.abs(huge).max(), plain / np.abs(plain).max())
    middle, directions = projections.plane_through(*(1e308 * points[:3]))
    np.testing.assert_allclose(middle, 1e308 * projections.plane_through(*points[:3])[0])
    np.testing.assert_allclose(directions, projections.plane_through(*points[:3])[1])
    groups, towards = [0, 0, 1, 1, 1], np.eye(2)
    huge = projections.turn(1e308 * points[:, :2], groups, 1e308 * towards)
    np.testing.assert_allclose(huge, projections.turn(points[:, :2], groups, towards))
