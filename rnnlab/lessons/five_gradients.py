"""The gradients of a whole sequence made of seven small functions, and usual mistakes, to see which gradients each spoils."""


def by_functions(of, cell, out, X, H, Z, O, target, *, back=None, total=sum):
    """The gradients of the cell and of the readout through time, as the functions of the chapter have them.

    of["W_hh"](h_prev, h, dz) and so on are those of `rnnlab.checks.one_step`, by the name of what they find. X (T, n, d), the
    states H (T+1, n, h), Z (T, n, h); O and target (k, n, o) belong to the last k steps, whose squared errors are summed. The
    way through a ReLU is the same from the readout and from the next step, only the weights on it differ: of["z"] goes both,
    unless `back` is another for the second. total: what becomes of the cell's gradients of all steps, the last first.
    """
    found, later, unscored = {name: [] for name in cell._fields + out._fields}, None, len(X) - len(O)

    def add(name, *arguments):
        found[name].append(of[name](*arguments))

    for t in range(len(X))[::-1]:
        dz = 0 if later is None else (back or of["z"])(later, Z[t], cell.W_hh)
        if t >= unscored:
            dO = of["O"](O[t - unscored], target[t - unscored])
            dz = dz + of["z"](dO, Z[t], out.W_hy)
            add("W_hy", H[t + 1], dO)
            add("b_y", dO)
        add("W_xh", X[t], dz)
        add("W_hh", H[t], H[t + 1], dz)
        add("b_h", dz)
        later = dz
    return cell._make(total(found[name]) for name in cell._fields), out._make(sum(found[name]) for name in out._fields)


MISTAKES = {  # what each puts in the place of a function, or of another argument of `by_functions`
    "h_t for h_{t-1}": {"W_hh": lambda h_prev, h, dz: h.T @ dz},
    "mask missing": {"z": lambda dO, z, W: dO @ W.T},
    "mask of the step before": {"Z": lambda H: H[:-1]},
    "transpose missing": {"back": lambda dz, z, W: dz @ W * (z > 0)},
    "nothing from the next step": {"back": lambda dz, z, W: 0 * dz},
    "assigned, not accumulated": {"total": lambda steps: steps[-1]},
    "bias forgotten": {"b_h": lambda dz: 0 * dz[:1]},
    "wrong sign of dO": {"O": lambda O, target: 2 * (target - O)},
}
