"""What the labs on gates say of a share: itself, and the outcome that it is."""

import numpy as np
import pytest

from rnnlab.labs.kit.gate_readings import FORGOTTEN, KEPT, outcome, percent


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "100 %"), (0.9, "90 %"), (0.0996, "10 %"), (0.02, "2 %"), (0.004, "0.4 %"), (2e-17, "2·10⁻¹⁷"), (0, "0")],
)
def test_shares_in_words(share, words):
    assert percent(share) == words


def test_a_step_that_wrote_nothing_is_said_to():
    assert (percent(np.nan), outcome(np.nan).headline) == ("—", "○ wrote nothing")


@pytest.mark.parametrize(
    ("share", "headline"),
    [
        (KEPT, "● kept"),
        (np.nextafter(KEPT, 0), "◐ fading"),
        (FORGOTTEN, "◐ fading"),
        (np.nextafter(FORGOTTEN, 0), "▼ forgotten"),
    ],
)
def test_each_share_has_its_outcome(share, headline):
    assert outcome(share).headline == headline
