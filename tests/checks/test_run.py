"""What learners write for all steps: right answers in several forms, and mistakes as they look on the page."""

import numpy as np
import pytest

from rnnlab import checks


def step(x, h, W_xh, W_hh, b_h):
    return np.maximum(x @ W_xh + h @ W_hh + b_h, 0)


def test_a_right_run_may_collect_or_fill():
    def collected(X, *weights):
        H = [np.zeros((X.shape[1], weights[0].shape[1]))]
        for x in X:
            H.append(step(x, H[-1], *weights))
        return H

    def filled(X, *weights):
        H = np.zeros((len(X) + 1, X.shape[1], weights[0].shape[1]))
        for t, x in enumerate(X):
            H[t + 1] = step(x, H[t], *weights)
        return H

    assert checks.check_run(collected)
    assert checks.check_run(filled)


def loop(X, weights, *, keep, state=0.0):
    """A loop over time as a learner writes it; `keep(H, h)` says what is collected."""
    h = np.full((X.shape[1], weights[0].shape[1]), state)
    H = [h]
    for x in X:
        h = keep(H, h, step(x, h, *weights))
    return H


def written_over(H, h, new):
    h[:] = new
    H.append(h)
    return h


def not_carried(H, h, new):
    H.append(new)
    return h


def carried(H, h, new):
    H.append(new)
    return new


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda X, *weights: loop(X, weights, keep=written_over), "all rows are the last"),
        (lambda X, *weights: loop(X, weights, keep=not_carried), "state not carried on"),
        (lambda X, *weights: loop(X, weights, keep=carried, state=1.0), "starts from ones"),
        (lambda X, *weights: loop(X, weights, keep=carried)[1:], "start left out"),
        (lambda X, *weights: loop(X, weights, keep=carried)[-1], "only the last state"),
        (lambda X, *weights: np.swapaxes(loop(X, weights, keep=carried), 0, 1), "wrong shape"),
    ],
)
def test_a_wrong_run_is_recognised_as_it_was_written(answer, reason):
    assert checks.check_run(answer).reason == reason
