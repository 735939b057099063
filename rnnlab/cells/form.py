"""Do they fit? What the cells ask of the sizes of parameters and of a cache before they compute with them."""

from rnnlab import validation


def of_gates(kind, params):
    """The sizes (d, h) of well-formed parameters of a gated cell, whose Params is `kind`; otherwise an error that names the
    field. The letters before a gate's own tell the shape: W_x (d, h), W_h (h, h), b_ (1, h)."""
    validation.params(kind, params)
    d, h = validation.array(kind._fields[0], params[0], ("d", "h"), complex=True).shape
    for name, value in params._asdict().items():
        shape = {"W_x": (d, h), "W_h": (h, h)}.get(name[:3], (1, h))
        validation.array(name, value, shape, finite=True, complex=True)
    return d, h


def check_cache(kind, cache, sizes):
    """Nothing, once `cache` is known to be a `kind` that parameters of the sizes (d, h) can have made.

    Indices have an axis less than the states, and they fit any d.
    """
    validation.params(kind, cache, "cache")
    d = sizes[0] if cache.x.ndim < cache.h.ndim else cache.x.shape[-1]
    made_with = d, cache.h.shape[-1]
    if sizes != made_with:
        raise ValueError(f"params must have the sizes d, h of the cache, {made_with}; got {sizes}")
