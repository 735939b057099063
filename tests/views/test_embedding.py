"""The picture of word vectors: labels can be read, what leaves the map is cut off, and the marks are where the data are."""

import itertools

import numpy as np
import pytest
from support.pictures import alone, crowded, has_colour, on_page, shown

from rnnlab.views.embedding import GROUPS, YOURS, Accuracy, Embedding, Headline, Ranking, WordMap
from rnnlab.views.kit import style
from rnnlab.views.kit.outcome import Outcome

CORNERS = np.array([[-0.3, 0.3], [-0.3, -0.2], [0.4, -0.2]])
TARGET = np.array([0.4, 0.3])


def word_map(corners=CORNERS, words=("king", "man", "woman", "queen"), **changes):
    corners = np.asarray(corners, float)
    target = corners[0] - corners[1] + corners[2]
    data = {
        "names": [f"word{row}" for row in range(60)],
        "cosines": np.linspace(-1, 1, 60),
        "places": np.random.default_rng(0).uniform(-0.8, 0.8, (60, 2)),
        "groups": np.arange(60) % len(GROUPS),
        "corners": corners,
        "target": target,
        "nearest": target + np.array([0.05, -0.1]),
        "near": [],
        "words": words,
        "colour": style.GREEN,
        "caption": "the plane through a, b and c",
    }
    return data | changes


def rows(count=8, kind="plain"):
    return [(f"princess{place}", 1 - place / 8, kind) for place in range(count)]


def everything():
    return {
        "headline": {
            "words": "princess − princess + princess  →  princess",
            "outcome": Outcome("✘ ", "princess is number 221", style.VERMILION),
        },
        "map": word_map(),
        "ranking": {
            "rows": rows(),
            "notes": ("✔ right      ? word of the question", "step a − b: 0.67    the sum misses princess by 0.50"),
        },
        "accuracy": {"curve": {1: (0.0, 0.0), 32: (0.9, 0.8), 128: (1.0, 0.2)}, "d": 32, "leave_out": True},
    }


# The map


@pytest.fixture
def picture():
    return Embedding()


def labels(view):
    panel = view.panels["map"]
    return dict(itertools.chain(panel.labels.boxes(), panel.found.boxes()))


def update(picture, **changes):
    picture.update(**everything() | changes)
    return picture.png()


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(
    "corners",
    [
        CORNERS,
        np.zeros((3, 2)),
        [[-0.02, 0.03], [0, 0], [0.01, 0]],
        [[-0.9, 0.9], [-0.9, -0.9], [0.9, -0.9]],
        [[-2, 2], [-2, -2], [2, -2]],
        [[0, 0], [0.3, 0], [0.3, 0]],
    ],
)
def test_the_four_words_lie_in_the_map_and_over_no_other(picture, corners):
    update(picture, map=word_map(corners))
    boxes = labels(picture)
    assert set(boxes) == {"king", "man", "woman", "queen"}
    for left, low, right, high in boxes.values():
        assert left >= 0
        assert right <= WordMap.SIDE
        assert low >= WordMap.FOOT
        assert high <= WordMap.FOOT + WordMap.SIDE
    for one, other in itertools.combinations(boxes.values(), 2):
        assert not overlap(one, other)


def test_a_word_that_stands_at_two_corners_is_written_once(picture):
    update(picture, map=word_map(words=("dog", "dog", "paris", "paris")))
    assert sorted(labels(picture)) == ["dog", "paris"]


def test_the_arrows_are_parallel_and_the_ring_is_at_the_nearest_word(picture):
    update(picture)
    panel = picture.panels["map"]
    scale = WordMap.SIDE / 2 / WordMap.REACH
    (a, b, c), target = panel._pixels(CORNERS), panel._pixels(TARGET)
    np.testing.assert_allclose(a - b, target - c)
    np.testing.assert_allclose(np.ravel(panel.target.get_data()), target)
    np.testing.assert_allclose(np.ravel(panel.nearest.get_data()), target + np.array([0.05, -0.1]) * scale)


def test_every_group_has_its_own_marker_and_colour():
    markers, colours, edges, _ = zip(*GROUPS.values(), strict=True)
    assert len(set(markers)) == len(set(colours)) == len(set(edges)) == len(GROUPS)


def test_each_word_is_drawn_in_its_group(picture):
    update(picture)
    for name, artist in picture.panels["map"].points.items():
        assert len(artist.get_xdata()) == 10, name


def test_near_words_and_ones_own_are_named_where_there_is_room(picture):
    places = np.array([[-0.6, 0.6], [0.6, -0.6], [0.6, -0.62], [0.4, 0.3], [2, 2]])
    names = ["witch", "wug", "mother", "queen", "far"]
    crowd = dict(zip(range(5), places, strict=True))
    data = word_map(names=names, places=places, groups=np.array([0, YOURS, 1, 1, 1]), cosines=np.ones(5), near=list(crowd))
    update(picture, map=data)
    panel = picture.panels["map"]
    assert [word for word, _ in panel.yours.boxes()] == ["wug"]
    assert [word for word, _ in panel.named.boxes()] == ["witch", "mother"]
    boxes = [box for artist in (panel.yours, panel.named, panel.labels, panel.found) for _, box in artist.boxes()]
    for one, other in itertools.combinations(boxes, 2):
        assert not overlap(one, other)
    crowded_map = word_map(places=np.zeros((60, 2)), near=list(range(60)))
    update(picture, map=crowded_map)
    assert len(list(panel.named.boxes())) <= 4


def test_no_word_covers_the_cross_or_the_ring(picture):
    below = TARGET + np.array([[-0.04, -0.09], [0.02, -0.2], [0.0, 0.05]])  # each would be written over one of the two
    update(picture, map=word_map(names=["witch", "wug", "mother"], places=below, groups=np.ones(3, int), near=[0, 1, 2]))
    panel = picture.panels["map"]
    boxes = [box for artist in (panel.named, panel.labels, panel.found) for _, box in artist.boxes()]
    assert len(boxes) > 4
    for mark in (panel.target, panel.nearest):
        x, y = np.ravel(mark.get_data())
        assert not any(overlap(box, (x - 5, y - 5, x + 5, y + 5)) for box in boxes)


def test_no_word_covers_what_the_plane_is(picture):
    update(picture, map=word_map([[-0.5, 0.86], [-0.6, -0.2], [0.4, -0.2]]))  # "king" would be written over the caption
    panel = picture.panels["map"]
    ((_, caption),) = panel.caption.boxes()
    assert not [word for word, box in labels(picture).items() if overlap(box, caption)]


def test_where_no_word_is_nearest_there_is_no_ranking():
    view = alone(Ranking, place=(20, 4, 344, 290))
    shown(view, rows=rows(), notes=("a", "b"))
    shown(view, rows=[], notes=("221 words are equally near: none is nearest.", ""))
    panel = view.panels["panel"]
    assert not panel.bars._drawn.get_paths()
    assert not [*panel.names["plain"].boxes(), *panel.cosines.boxes()]


@pytest.mark.parametrize("colour", [style.GREEN, style.VERMILION, style.BLUE])
def test_the_outcome_has_its_colour(picture, colour):
    update(picture, map=word_map(colour=colour))
    assert picture.panels["map"].nearest.get_markeredgecolor() == colour


# The other panels


def test_the_headline_and_its_remark_fit_beside_each_other():
    view = alone(Headline, place=(8, 4, 774, 36))
    shown(view, **everything()["headline"])
    panel = view.panels["panel"]
    (_, sum_box), (_, remark) = [*panel.sum.boxes(), *panel.outcome.boxes()]
    assert not overlap(sum_box, remark)
    assert remark[2] < 774
    view.redraw(text=1.06)
    shown(view, words="germany − berlin + oslo  →  government", outcome=Outcome("✘ ", "norway is number 104", style.VERMILION))
    assert [text for text, _ in view.panels["panel"].outcome.boxes()] == ["✘ "]
    shown(view, words="king − man + woman  →  witch", outcome=Outcome("✘ ", "queen is number 7", style.VERMILION))
    assert [text for text, _ in view.panels["panel"].outcome.boxes()] == ["✘  queen is number 7"]


def test_a_bar_is_as_long_as_its_cosine():
    view = alone(Ranking, place=(20, 4, 344, 290))
    shown(view, rows=[("queen", 1.0, "right"), ("king", 0.5, "asked"), ("dog", -0.3, "plain")], notes=("a", "b"))
    panel = view.panels["panel"]
    widths = [np.ptp(path.vertices[:, 0]) for path in panel.bars._drawn.get_paths()]
    np.testing.assert_allclose(widths, [Ranking.LONG, Ranking.LONG / 2, 0])
    assert [text for text, _ in panel.names["right"].boxes()] == ["✔ queen"]
    assert [text for text, _ in panel.names["asked"].boxes()] == ["? king"]
    assert [item[2] for item in panel.cosines.items] == ["1.00", "0.50", "−0.30"]


def test_the_words_of_the_ranking_fit():
    view = alone(Ranking, place=(20, 4, 344, 290))
    shown(view, **everything()["ranking"])
    panel = view.panels["panel"]
    for text, (left, low, right, high) in [*panel.names["plain"].boxes(), *panel.cosines.boxes(), *panel.notes.boxes()]:
        assert 0 <= left < right <= 344, text
        assert 0 <= low < high <= 290, text


@pytest.mark.parametrize(("leave_out", "colour", "words"), [(True, style.BLUE, "90 %"), (False, style.VERMILION_WORDS, "80 %")])
def test_the_dot_is_on_the_curve_that_counts(leave_out, colour, words):
    view = alone(Accuracy)
    curve = {1: (0.0, 0.0), 32: (0.9, 0.8), 128: (1.0, 0.2)}
    picture = shown(view, curve=curve, d=32, leave_out=leave_out)
    panel = view.panels["panel"]
    np.testing.assert_allclose(np.ravel(panel.now.get_data()), [5, curve[32][0 if leave_out else 1]])
    assert panel.value.get_text() == words
    assert has_colour(picture, colour)


def test_words_fit(picture):
    update(picture)
    assert list(crowded(picture.figure)) == []


# What can be pointed at


def test_a_dot_says_its_word_and_a_click_on_a_noun_makes_it_c(picture):
    update(picture)
    panel = picture.panels["map"]
    places = panel._pixels(word_map()["places"])
    for row, name in enumerate(GROUPS):
        place = on_page(panel, *places[row])
        assert picture.says(*place) == f"word{row}: cosine to the sum −{1 - row * 2 / 59:.2f}"
        assert picture.at(*place) == ({} if name == "other" else {"c": f"word{row}"})
    assert picture.says(*on_page(panel, *panel._pixels(TARGET))) == "the sum king − man + woman"


def test_a_dot_outside_the_map_cannot_be_pointed_at(picture):
    places = np.zeros((60, 2))
    places[1], places[2] = (1.5, 0), (0, 0.9)
    update(picture, map=word_map(places=places, corners=[[3, 3], [0, 3], [0, 3]]))
    assert len(picture.panels["map"].parts()) == 59 + 1
    assert picture.says(*on_page(picture.panels["map"], *picture.panels["map"]._pixels(places[2]))).startswith("word2:")


def test_a_row_of_the_ranking_says_its_numbers(picture):
    update(picture)
    panel = picture.panels["ranking"]
    assert picture.says(*on_page(panel, 20, panel.names["plain"].items[2][1])) == "number 3, princess2: cosine 0.75"


def test_a_point_of_a_curve_says_its_share_and_a_click_goes_there(picture):
    update(picture)
    panel = picture.panels["accuracy"]
    for share, leave_out, words in ((1.0, True, "left out: 100 %"), (0.2, False, "allowed: 20 %")):
        place = on_page(panel, 7, share)
        assert picture.says(*place) == f"d = 128, query words {words} solved"
        assert picture.at(*place) == {"d": 128, "leave_out": leave_out}


def test_words_fit_on_a_wall(picture):
    picture.redraw(density=1.6, text=1.06)
    update(picture, accuracy={"curve": {1: (0.0, 0.0), 128: (1.0, 1.0)}, "d": 128, "leave_out": True})
    assert picture.panels["accuracy"].value.get_text() == "100 %"
    assert list(crowded(picture.figure)) == []
