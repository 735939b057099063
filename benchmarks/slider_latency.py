"""How long a learner waits: from the press of a key on a slider until the new picture is on the page.

    python benchmarks/slider_latency.py [--quick]

In real JupyterLab in Chromium. The contenders show the same four panels of the same numbers, as large on the page, each in a
notebook and a kernel of its own. A lab draws 1.25 pixels for each CSS pixel; it also runs with one, as the others do, and with
that they are compared. In each round every one of them gets one press, so that whatever else the machine does meets
all of them. The time is taken in the page, from the key going down to the animation frame after the picture was decoded or the
canvas drawn. Needs Chromium, playwright and, for one of the contenders, ipympl.
"""

import argparse
import contextlib
import importlib.util
import pathlib
import statistics
import sys
import tempfile

import nbformat
import numpy as np

ROOT = pathlib.Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.jupyter import FLAGS, Notebook, find_chromium, handle, server  # noqa: E402

OURS, EQUAL = "rnnlab", "rnnlab, equal"
BARS = {"interact": 10, "ipympl": 3}  # how many times as long as ours they take, at least, with as many pixels
MOST = 100  # ms for ours
OF_A_LABEL = 2.2  # times its time, at most

NUMBERS = """
import functools
from rnnlab import labs
from rnnlab.labs.kit.lab import BLAS
from rnnlab.labs.kit.memo import Memo
import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np

bench = functools.partial(labs.vanishing_gradient.measure, Memo())
settings = dict(h=16, d=8, T=50, activation="relu", scheme="gaussian", seed=0, step=0, learning_rate=0.01, clip="off")

def measured(weight_scale):
    with BLAS.limit(limits=1):
        return bench(weight_scale=weight_scale, **settings).picture

def slider():
    return widgets.FloatSlider(value=1.0, min=0.0, max=3.0, step=0.05, description="weight scale g")

plt.rcParams["figure.dpi"] = 100
t = np.arange(51)
"""

LAB = """
from rnnlab import labs
labs.vanishing_gradient()
"""

SAME_PIXELS = """
from rnnlab import labs
lab = labs.vanishing_gradient()
lab.redraw(density=1.0)
lab
"""

INTERACT = """
%matplotlib inline

def draw(weight_scale):
    p = measured(weight_scale)
    H, g, s, l = p["hidden_state"]["H"], p["gradients"], p["spectrum"], p["loss"]
    fig, axes = plt.subplots(2, 2, figsize=(7.9, 5))
    fig.colorbar(axes[0, 0].imshow(H.T, aspect="auto", cmap="PuOr_r", vmin=-3, vmax=3))
    axes[0, 0].set(title="hidden state", xlabel="time step t", ylabel="unit")
    low, high = g["band"]
    axes[0, 1].fill_between(t, 10**low, 10**high, alpha=0.35, label="18 of 20 seeds")
    axes[0, 1].semilogy(t, 10 ** g["bound"], "--", label="bound")
    axes[0, 1].semilogy(t, 10 ** g["guide"], ":", label="guide")
    axes[0, 1].semilogy(t, 10 ** g["norms"], lw=3, label="network")
    axes[0, 1].set(title=g["outcome"].headline, xlabel="time step t", ylabel="gradient", ylim=(1e-16, 1e16))
    axes[0, 1].legend()
    axes[1, 0].add_patch(plt.Circle((0, 0), 1, fill=False))
    axes[1, 0].add_patch(plt.Circle((0, 0), s["sigma_max"], fill=False, ls="--"))
    axes[1, 0].plot(s["eigenvalues"].real, s["eigenvalues"].imag, "o")
    axes[1, 0].set(title=f"rho = {s['rho']:.3g}, sigma = {s['sigma_max']:.3g}", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    axes[1, 1].plot(l["losses"], "o-", label="network")
    axes[1, 1].axhline(l["baseline"], ls="--", label="best constant answer")
    axes[1, 1].set(title="loss while training", xlabel="training step", xlim=(0, 200), yscale="log", ylim=(1e-4, 1e4))
    axes[1, 1].legend()
    plt.tight_layout()
    plt.show()

widgets.interact(draw, weight_scale=slider());
"""

IPYMPL = """
%matplotlib widget
p = measured(1.0)
fig, axes = plt.subplots(2, 2, figsize=(7.9, 5))
image = axes[0, 0].imshow(p["hidden_state"]["H"].T, aspect="auto", cmap="PuOr_r", vmin=-3, vmax=3)
fig.colorbar(image)
axes[0, 0].set(title="hidden state", xlabel="time step t", ylabel="unit")
band = axes[0, 1].fill([0], [1], alpha=0.35, label="18 of 20 seeds")[0]
bound, = axes[0, 1].semilogy(t, t + 1, "--", label="bound")
guide, = axes[0, 1].semilogy(t, t + 1, ":", label="guide")
norms, = axes[0, 1].semilogy(t, t + 1, lw=3, label="network")
axes[0, 1].set(xlabel="time step t", ylabel="gradient", ylim=(1e-16, 1e16))
axes[0, 1].legend()
axes[1, 0].add_patch(plt.Circle((0, 0), 1, fill=False))
circle = axes[1, 0].add_patch(plt.Circle((0, 0), 1, fill=False, ls="--"))
dots, = axes[1, 0].plot([], [], "o")
axes[1, 0].set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
losses, = axes[1, 1].plot([0], [1], "o-", label="network")
baseline = axes[1, 1].axhline(1, ls="--", label="best constant answer")
axes[1, 1].set(title="loss while training", xlabel="training step", xlim=(0, 200), yscale="log", ylim=(1e-4, 1e4))
axes[1, 1].legend()
plt.tight_layout()

def update(change):
    p = measured(weight.value)
    g, s, l = p["gradients"], p["spectrum"], p["loss"]
    image.set_data(p["hidden_state"]["H"].T)
    low, high = g["band"]
    band.set_xy(np.concatenate([np.stack([t, 10**low], 1), np.stack([t, 10**high], 1)[::-1]]))
    for line, name in ((bound, "bound"), (guide, "guide"), (norms, "norms")):
        line.set_data(t, 10 ** g[name])
    axes[0, 1].set_title(g["outcome"].headline)
    circle.set_radius(s["sigma_max"])
    dots.set_data(s["eigenvalues"].real, s["eigenvalues"].imag)
    axes[1, 0].set_title(f"rho = {s['rho']:.3g}, sigma = {s['sigma_max']:.3g}")
    losses.set_data(range(len(l["losses"])), l["losses"])
    fig.canvas.draw_idle()

weight = slider()
weight.observe(update, "value")
update(None)
widgets.VBox([weight, fig.canvas])
"""

LABEL = """
label, weight = widgets.Label("1.00"), slider()
weight.observe(lambda change: setattr(label, "value", f"now {weight.value:.2f}"), "value")
widgets.VBox([weight, label])
"""

CONTENDERS = {  # name -> the cells after the first, and where the page shows the answer
    OURS: (LAB, "canvas"),
    EQUAL: (SAME_PIXELS, "canvas"),
    "interact": (INTERACT, "output"),
    "ipympl": (IPYMPL, "canvas"),
    "a label": (LABEL, "label"),
}
TITLES = {
    OURS: "labs.vanishing_gradient(), 1.25 pixels a CSS pixel",
    EQUAL: "labs.vanishing_gradient(), 1 pixel, as those below",
    "interact": "interact, plt.subplots, plt.show",
    "ipympl": "ipympl, set_data, draw_idle",
    "a label": "no picture, a label: the way there and back",
}

WATCH = """
(() => {
    let drawn = 0, check = () => null;
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (picture, ...place) {
        draw.call(this, picture, ...place);
        drawn += 1;  // ipympl and our painter put what the kernel sent on a canvas
        check();
    };
    const last = selector => [...document.querySelectorAll(selector)].at(-1);
    const picture = {output: () => last('.widget-interact .jp-OutputArea-output img')};
    const sign = {
        output: () => picture.output()?.src,
        canvas: () => drawn,
        label: () => [...document.querySelectorAll('.widget-label')].map(label => label.textContent).join(),
    };
    window.watch = kind => {
        const before = sign[kind]();
        let pressed;
        addEventListener('keydown', () => { pressed = performance.now(); }, {capture: true, once: true});
        window.shown = new Promise(resolve => {
            const observer = new MutationObserver(() => check());
            check = async () => {
                const now = sign[kind]();
                if (now === undefined || now === before) return;
                check = () => null;
                observer.disconnect();
                if (picture[kind]) await picture[kind]().decode().catch(() => null);
                requestAnimationFrame(() => resolve(performance.now() - pressed));
            };
            observer.observe(document.body, {subtree: true, childList: true, characterData: true, attributeFilter: ['src']});
        });
    };
})();
"""


def write_notebooks(folder, names):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    for name in names:
        cells = [nbformat.v4.new_code_cell(text.strip()) for text in (NUMBERS, CONTENDERS[name][0])]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), pathlib.Path(folder, file_of(name)))


def file_of(name):
    return name.replace(", ", "_").replace(" ", "_") + ".ipynb"


def open_page(browser, address, name):
    """A contender's page, run, with the focus on its slider."""
    notebook = Notebook(browser, address, file_of(name), script=WATCH)
    notebook.run_all()
    slider = notebook.page.locator(".widget-slider", has_text="weight scale").first
    slider.scroll_into_view_if_needed()
    handle(slider).focus()
    notebook.page.wait_for_timeout(1000)
    if notebook.problems:
        raise RuntimeError(f"{name}: {notebook.problems}")
    return notebook


def press(notebook, name):
    """Milliseconds from the key to the picture."""
    page = notebook.page
    page.bring_to_front()
    page.evaluate("kind => watch(kind)", CONTENDERS[name][1])
    page.keyboard.press("ArrowRight")
    took = page.evaluate("window.shown")
    page.wait_for_timeout(150)  # the kernel may still be tidying up
    return took


def sizes(notebooks):
    """How large each picture is on the page."""
    where = {
        OURS: "img.widget-image",
        "interact": ".widget-interact .jp-OutputArea-output img",
        "ipympl": ".jupyter-matplotlib canvas",
    }
    for name, selector in where.items():
        if name in notebooks:
            box = notebooks[name].page.locator(selector).first.bounding_box()
            yield f"{name} {box['width']:.0f} × {box['height']:.0f}"


def race(rounds):
    """name -> milliseconds of each press, all contenders in turn."""
    from playwright.sync_api import sync_playwright

    names = [name for name in CONTENDERS if name != "ipympl" or importlib.util.find_spec("ipympl")]
    times = {name: [] for name in names}
    with contextlib.ExitStack() as stack:
        folder, settings = (stack.enter_context(tempfile.TemporaryDirectory()) for _ in range(2))
        write_notebooks(folder, names)
        address = stack.enter_context(server(folder, settings))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        notebooks = {name: open_page(browser, address, name) for name in names}
        print(f"on the page, in pixels: {', '.join(sizes(notebooks))}")
        for round_ in range(-2, rounds):  # the first two are not counted
            for name in names[round_ % len(names) :] + names[: round_ % len(names)]:
                took = press(notebooks[name], name)
                times[name] += [took] if round_ >= 0 else []
        browser.close()
    return times


def report(times):
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"one key to the new picture, {len(times[OURS])} presses each{'':9}median   90 %  ms   × ours")
    for name, values in times.items():
        print(f"  {TITLES[name]:50}{medians[name]:7.0f}{np.percentile(values, 90):7.0f}{medians[name] / medians[EQUAL]:12.2f}")
    print(f"ours: {medians[OURS]:.0f} ms, {'within' if medians[OURS] <= MOST else 'OVER'} the bar of {MOST} ms")
    ratio = medians[OURS] / medians["a label"]
    print(f"ours: {ratio:.2f} times as long as a label, {'within' if ratio <= OF_A_LABEL else 'OVER'} the bar of {OF_A_LABEL}")
    for name, bar in BARS.items():
        if name in medians:
            ratio = medians[name] / medians[EQUAL]
            print(f"{name}: {ratio:.1f} times as long, {'over' if ratio >= bar else 'UNDER'} the bar of {bar}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few presses: rougher")
    if find_chromium() is None:
        sys.exit("there is no Chromium here; on Debian and Ubuntu: apt install chromium")
    report(race(rounds=5 if parser.parse_args().quick else 30))


if __name__ == "__main__":
    main()
