"""README's moving picture is what `make picture` films now, small enough for a page, and its text says what the lab says."""

import importlib.util
import itertools
import json
import pathlib
import re

import pytest
from PIL import Image, ImageChops

from rnnlab import labs

ROOT = pathlib.Path(__file__).parents[2]
LARGEST = 600_000  # bytes
SPEC = importlib.util.spec_from_file_location("moving_picture", ROOT / "tests" / "tools" / "moving_picture.py")
command = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(command)


@pytest.fixture(scope="module")
def frames():
    """Each frame as it is seen, and for how many ms."""
    with Image.open(command.FILE) as picture:
        found = []
        for place in range(picture.n_frames):
            picture.seek(place)
            found.append((picture.convert("RGB"), picture.info["duration"]))
    return found


def test_it_is_small_and_goes_on_for_ever():
    assert command.FILE.stat().st_size <= LARGEST
    with Image.open(command.FILE) as picture:
        assert picture.info["loop"] == 0


def test_it_was_filmed_as_the_command_says(frames):
    with Image.open(command.FILE) as picture:
        assert json.loads(picture.info["comment"]) == command.FRAMES
    assert [time for _, time in frames] == [time for *_, time in command.FRAMES]


def test_every_frame_differs_from_the_one_before_and_the_last_is_the_first(frames):
    pictures = [picture for picture, _ in frames]
    assert all(ImageChops.difference(one, next_).getbbox() for one, next_ in itertools.pairwise(pictures))
    assert not ImageChops.difference(pictures[0], pictures[-1]).getbbox()


def test_it_is_calm(frames):
    times = [time for _, time in frames]
    assert min(times) >= 100
    assert 8_000 <= sum(times) <= 10_000


def test_its_text_names_what_is_seen_in_the_order_in_which_it_is_seen():
    lab = labs.vanishing_gradient()
    seen = []
    for activation, weight_scale, _ in command.FRAMES:
        lab.set(activation=activation, weight_scale=weight_scale)
        outcome = lab.summary.partition(":")[0].lower()
        if seen[-1:] != [outcome]:
            seen.append(outcome)
    name = command.FILE.relative_to(ROOT).as_posix()
    (text,) = re.findall(rf"!\[([^\]]+)\]\({re.escape(name)}\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert re.findall("vanishing|steady|exploding", text.partition(": ")[2]) == seen
