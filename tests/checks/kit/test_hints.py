"""Mistakes are read from a text."""

from rnnlab import checks
from rnnlab.checks.kit.hints import mistakes
from rnnlab.checks.kit.program import Program

TEXT = """
doubled: this is twice as much: the sum was
added to itself.
    >>> return 2 * (a + b)
two things: b is turned round, and a is missing.
    >>> b = -b
    >>> return b
"""


def added(a, b):
    return a + b


def test_a_text_is_read_into_names_hints_and_functions():
    doubled, two = mistakes(TEXT, Program(added))
    assert (doubled.name, doubled.hint) == ("doubled", "this is twice as much: the sum was added to itself.")
    assert doubled.function(1, 2) == 6
    assert (two.name, two.function(1, 2)) == ("two things", -2)


def test_a_mistake_comes_together_with_another():
    first, _ = mistakes(TEXT, Program(added))
    both = first.with_another("turned", "And b is turned round.", "b = -b")
    assert (both.name, both.function(1, 2)) == ("doubled, turned", -2)
    assert both.hint.endswith("itself. And b is turned round.")


def test_no_hint_of_the_package_is_lost():
    """Every line of code in an exercise's hints belongs to a mistake that is read."""
    for check in checks.ALL:
        texts = check.hints + "".join(convention.hints for convention in check.conventions)
        written = sum(mistake.lines.count("\n") for mistake in check.mistakes if not mistake.name.endswith(", summed"))
        assert written == texts.count("    >>> "), check.name
