"""Exercise checks: is the learner's function right, and if not, which mistake is it?

Each `check_NAME(function)` returns a `Verdict`. It does not raise, unless asked with strict=True, as CI does. `ALL` has all of
them, for the tests that try every one.
"""

from rnnlab.checks.clipping import check_clip_by_global_norm
from rnnlab.checks.passing_back import check_dh_prev
from rnnlab.checks.verdict import ExerciseError, Verdict

ALL = (check_clip_by_global_norm, check_dh_prev)

__all__ = ["ALL", "ExerciseError", "Verdict", "check_clip_by_global_norm", "check_dh_prev"]
