"""How long the kernel takes for one notch of a slider of the flagship: compute, draw, encode. No browser.

    python benchmarks/tick.py [--quick]

First the defaults, h = 16 and T = 50: one notch of each control, forth and back. Then the corners: every combination of the
sliders' ends with every activation and scheme, before training and with all the training that fits in a tick. At a corner the
seed moves, which leaves nothing to be remembered from the tick before.
"""

import argparse
import itertools
import statistics
import time

import numpy as np

from rnnlab import labs

SLIDERS = ("h", "d", "T", "weight_scale", "step")
BARS = {"defaults": 35, "corners": 150}  # ms, medians


def milliseconds(lab, **settings):
    start = time.perf_counter()
    lab.set(**settings)
    took = 1e3 * (time.perf_counter() - start)
    if lab.error is not None:
        raise lab.error
    return took


def percentile(values, percent):
    return float(np.percentile(values, percent))


def notches(lab, name):
    """A control's value, and the one beside it."""
    control = lab.controls[name]
    if not hasattr(control, "options"):
        return control.value, control.value + getattr(control, "step", 1)
    values = list(control._options_values)
    return control.value, values[(values.index(control.value) + 1) % len(values)]


def defaults(rounds):
    lab = labs.vanishing_gradient()
    print(f"one notch, at h={lab.settings['h']} and T={lab.settings['T']}{'':11}median   90 %  ms")
    medians = {}
    for name in lab.controls:
        here, there = notches(lab, name)
        lab.set(**{name: there})
        times = [milliseconds(lab, **{name: value}) for _ in range(rounds) for value in (here, there)]
        lab.set(**{name: here})
        medians[name] = statistics.median(times)
        print(f"  {lab.controls[name].description:34}{medians[name]:6.1f} {percentile(times, 90):6.1f}")
    verdict("the slowest control", max(medians.values()), BARS["defaults"])


def all_corners(lab):
    """Every combination of the sliders' ends, the activations and the schemes."""
    places = {name: (lab.controls[name].min, lab.controls[name].max) for name in SLIDERS}
    places |= {name: lab.controls[name].options for name in ("activation", "scheme")}
    return [dict(zip(places, values)) for values in itertools.product(*places.values())]


def corners(sample, ticks=3):
    lab = labs.vanishing_gradient()
    chosen = all_corners(lab)
    if sample:
        chosen = [chosen[place] for place in np.random.default_rng(0).permutation(len(chosen))[:sample]]
    medians = []
    for corner in chosen:
        times = [milliseconds(lab, **corner, seed=seed) for seed in range(ticks)]
        medians.append(statistics.median(times))
    print(f"a new network, at {len(chosen)} corners{'':13}median   90 %  slowest corner")
    print(f"{'':36}{statistics.median(medians):6.1f} {percentile(medians, 90):6.1f} {max(medians):8.1f}")
    print(f"  the slowest: {chosen[int(np.argmax(medians))]}")
    verdict("the slowest corner", max(medians), BARS["corners"])


def verdict(what, took, bar):
    print(f"  {what}: {took:.1f} ms, {'within' if took <= bar else 'OVER'} the bar of {bar} ms\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer ticks and a few of the corners: seconds, and rougher")
    quick = parser.parse_args().quick
    defaults(rounds=5 if quick else 30)
    corners(sample=40 if quick else None)


if __name__ == "__main__":
    main()
