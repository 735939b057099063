"""docs/teaching.md: its plans are those of `rnnlab/labs/page/plans.toml`, and what else they say of chapters 02 to 04 holds."""

import numpy as np
import pytest
import write_plans

from rnnlab import labs

TEXT = write_plans.FILE.read_text(encoding="utf-8")
MADE = {}


def at(name, preset=None, **changes):
    """The lab of this name, at a preset or as it opens, with some settings changed."""
    lab = MADE.setdefault(name, getattr(labs, name)())
    lab.reset()
    lab.set(**{**(lab.presets[preset] if preset else {}), **changes})
    return lab


def test_the_plans_are_up_to_date():
    assert write_plans.written(TEXT) == TEXT, "run `make teaching`"


def test_a_plan_changed_by_hand_is_written_anew_and_the_rest_stays():
    changed = TEXT.replace("press *edge*", "press *hedge*")
    assert changed != TEXT
    assert write_plans.written(changed) == TEXT
    assert write_plans.written(TEXT + "more") == TEXT + "more"


def test_without_its_place_nothing_is_written():
    with pytest.raises(ValueError, match=r"one place in teaching\.md"):
        write_plans.written("# Teaching")


def test_without_a_past_or_a_recurrence_there_is_no_difference():
    assert at("two_histories").readings["memoryless"] == 0
    assert set(at("two_histories", "the recurrence off").readings.values()) == {0.0}


def test_more_examples_leave_the_parameters():
    counts = [at("matrices_to_scale", n=n).readings["parameters"] for n in (2, 8)]
    assert counts[0] == counts[1]


def test_a_tenth_is_thrown_across_twice():
    found = [at("update_rule", "a tenth", step=step).readings["error"] for step in range(3)]
    np.testing.assert_allclose(found, [-0.90, 2.66, -1.78], atol=0.005)
