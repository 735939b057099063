"""What becomes of a chapter that is an assignment, before a grader has seen it."""

import pytest
from support import classroom

assignments, exercises = map(classroom.module, ("assignments", "exercises"))


@pytest.mark.parametrize("made", [assignments.for_nbgrader, assignments.for_otter])
@pytest.mark.parametrize("name", exercises.chapters())
def test_recall_stays_in_the_chapter(name, made):
    assert exercises.chapter(name).cells[-1].source.startswith(assignments.RECALL)
    assert not any("recall(" in cell.source for cell in made(name).cells)
