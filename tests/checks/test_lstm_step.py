"""One step of an LSTM has many arguments, and its state comes in several forms."""

from rnnlab import checks


def test_many_arrays_are_not_all_named():
    verdict = checks.check_lstm_step(lambda x, h, c, p: 1 / 0)
    assert "p (3, 4), (4, 4), (1, 4), …" in verdict.words


def test_an_lstm_state_as_a_list_is_as_good():
    assert checks.check_lstm_step(lambda *case: list(checks.check_lstm_step.answer(*case)))
