"""Exercise checks: is the learner's function right, and if not, which mistake is it?

Each `check_NAME(function)` returns a `Verdict`. It does not raise, unless asked with strict=True, as CI does, or while
nbgrader runs it. `ALL` has all of them, for the tests that try every one.
"""

from rnnlab.checks.characters import check_cross_entropy_gradient, check_perplexity, check_sample
from rnnlab.checks.clipping import check_clip_by_global_norm, check_train_clipped
from rnnlab.checks.dc_path import check_dc_path
from rnnlab.checks.forward_pass import check_mean_squared_error, check_pre_activation, check_readout
from rnnlab.checks.gru_step import check_gru_step
from rnnlab.checks.kit.verdict import ExerciseError, Verdict
from rnnlab.checks.linear_recurrence import check_combine, check_linear_recurrence_grad, check_min_gru_step
from rnnlab.checks.lstm_step import check_lstm_step
from rnnlab.checks.one_step import (
    check_dh_prev,
    check_grad_b_h,
    check_grad_b_y,
    check_grad_O,
    check_grad_W_hh,
    check_grad_W_hy,
    check_grad_W_xh,
    check_grad_z,
    check_step_grad,
)
from rnnlab.checks.recurrent_step import check_recurrent_step
from rnnlab.checks.run import check_run
from rnnlab.checks.single_unit_adds import check_single_unit_adds
from rnnlab.checks.through_time import check_bptt_W_hh, check_truncated_bptt
from rnnlab.checks.train_with import train_with
from rnnlab.checks.word_vectors import check_analogy, check_cosine, check_one_hot

ALL = tuple(exercise for name, exercise in globals().items() if name.startswith("check_"))
__all__ = ["ALL", "ExerciseError", "Verdict", "train_with", *(f"check_{exercise.name}" for exercise in ALL)]
