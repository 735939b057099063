"""Exercise checks: is the learner's function right, and if not, which mistake is it?

Each `check_NAME(function)` returns a `Verdict`. It does not raise, unless asked with strict=True, as CI does, or while
nbgrader runs it. `ALL` has all of them, for the tests that try every one. Each is imported when it is first asked for.
"""

from rnnlab.lazy import lazy

EXERCISES = {  # file -> the exercises whose checks are in it
    "characters": "cross_entropy_gradient perplexity sample",
    "clipping": "clip_by_global_norm train_clipped",
    "dc_path": "dc_path",
    "forward_pass": "mean_squared_error pre_activation readout",
    "gru_step": "gru_step",
    "linear_recurrence": "combine linear_recurrence_grad min_gru_step",
    "lstm_step": "lstm_step",
    "one_step": "dh_prev grad_b_h grad_b_y grad_O grad_W_hh grad_W_hy grad_W_xh grad_z step_grad",
    "recurrent_step": "recurrent_step",
    "run": "run",
    "single_unit_adds": "single_unit_adds",
    "through_time": "bptt_W_hh truncated_bptt",
    "word_vectors": "analogy cosine one_hot",
}
CHECKS = {f"check_{name}": file for file, names in EXERCISES.items() for name in names.split()}
lazy(__name__, CHECKS | {"train_with": "train_with", "ExerciseError": "kit.verdict", "Verdict": "kit.verdict"}, CHECKS)
