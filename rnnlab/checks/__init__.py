"""Exercise checks: is the learner's function right, and if not, which mistake is it?

Each `check_NAME(function)` returns a `Verdict`. It does not raise, unless asked with strict=True, as CI does.
"""

from rnnlab.checks.clipping import check_clip_by_global_norm
from rnnlab.checks.passing_back import check_dh_prev
from rnnlab.checks.verdict import ExerciseError, Verdict

__all__ = ["ExerciseError", "Verdict", "check_clip_by_global_norm", "check_dh_prev"]
