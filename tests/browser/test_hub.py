"""JupyterHub with the configuration of docs/hub, as a class uses it: three learners below a base path, and what they cost."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

import pytest
from support.jupyter import Notebook, free_port, handle, wait_for

from rnnlab import labs
from rnnlab.labs.page import handin, predict, questions

pytest.importorskip("jupyterhub", reason="JupyterHub is not installed: see `make hub-test`")
psutil = pytest.importorskip("psutil", reason="psutil is not installed")
pytestmark = pytest.mark.browser

CONFIG = pathlib.Path(__file__).parents[2] / "docs" / "hub" / "jupyterhub_config.py"
CHAPTER = "notebooks/06_vanishing_and_exploding.ipynb"
LEARNERS = {  # by name, the page they come in by: the link of a lesson, as docs/hub.md has it, or the course's first page
    "ada": f"hub/user-redirect/lab/tree/{CHAPTER}",
    "ben": f"hub/user-redirect/lab/tree/{CHAPTER}",
    "cleo": "hub/login",
}
MOST = 260  # MiB a learner, with chapter 06 run


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory):
    """Where the learners' folders are."""
    return tmp_path_factory.mktemp("hub")


@pytest.fixture(scope="module")
def hub(class_folder):
    """The address of a hub, and its process."""
    if shutil.which("configurable-http-proxy") is None:
        pytest.skip("the hub's proxy is not here: npm install configurable-http-proxy, or `make hub-test`")
    ports = [f"http://127.0.0.1:{free_port()}" for _ in range(3)]
    names = ("JupyterHub.bind_url", "JupyterHub.hub_bind_url", "ConfigurableHTTPProxy.api_url")
    options = [f"--{name}={address}" for name, address in zip(names, (f"{ports[0]}/class/", *ports[1:]), strict=True)]
    surroundings = os.environ | {"CLASS_FOLDER": str(class_folder), "CLASS_PASSWORD": "tests"}
    surroundings["PATH"] = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
    with (class_folder / "log").open("w") as log:
        command = [sys.executable, "-m", "jupyterhub", "--config", CONFIG, *options]
        process = subprocess.Popen(command, cwd=class_folder, env=surroundings, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(f"{ports[0]}/class/hub", process)
        yield f"{ports[0]}/class", process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def class_room(hub, browser):
    """Every learner's page of chapter 06, run, by name."""
    pages = {name: enter(browser, hub[0], name) for name in LEARNERS}
    for page in pages.values():
        page.run_all()
    yield pages
    for page in pages.values():
        page.close()


def enter(browser, address, name):
    def login(page):
        page.goto(f"{address}/{LEARNERS[name]}")
        page.locator("#username_input").fill(name)
        page.locator("#password_input").fill("tests")
        page.locator("#login_submit").click()
        page.wait_for_url(f"{address}/user/{name}/lab/**", timeout=120_000)
        page.locator("text=/ \\| Idle/").first.wait_for(timeout=120_000)
        if CHAPTER not in page.url:
            assert "00_start_here" in page.url
            page.locator(".lm-TabBar-tab", has_text="00_start_here").locator(".lm-TabBar-tabCloseIcon").click()
            page.locator(".jp-Dialog").get_by_role("button", name="Save").click()  # JupyterLab has written its Python's version
            page.locator(".jp-Notebook").wait_for(state="detached")

    return Notebook(browser, f"{address}/user/{name}", CHAPTER, login=login)


def test_a_chapter_that_is_closed_keeps_no_kernel(hub, class_room):
    assert {name: len(processes(hub[1].pid, name)) for name in class_room} == dict.fromkeys(LEARNERS, 2)  # with the server


def test_each_moves_a_slider_and_sees_another_picture(class_room):
    for page in class_room.values():
        lab = page.labs()[0]
        slider = handle(lab.sliders()[0])
        slider.focus()
        lab.changes(lambda page=page: page.page.keyboard.press("ArrowRight"))
        assert lab.trouble() == []
        assert page.problems == []


def test_each_hands_in_an_answer_and_the_class_is_counted(class_room, class_folder, tmp_path):
    asked = questions.chapters()["06"]["predictions"][0]
    answers = [{"option": option, "sure": sure} for option, sure in zip(asked["options"], predict.SURE, strict=True)]
    for (name, page), answer in zip(class_room.items(), answers, strict=True):
        answer_first_prediction(page, answer)
        page.run_new_cell("labs.handin()")
        page.until(lambda page=page: "Written to" in page.text())
        (file,) = (class_folder / name / "notebooks").glob("rnnlab_handin_*.json")
        assert file.stat().st_size <= handin.LARGEST
        assert handin.read(file)["predictions"] == {asked["ask"]: {"answer": asked["answer"], "answers": [answer]}}
        shutil.copy(file, tmp_path)
    tally = labs.tally(tmp_path)
    assert (tally.files, tally.left_out) == (3, {})
    assert tally.questions == {asked["ask"]: (asked["answer"], dict.fromkeys(asked["options"], 1), {})}


def answer_first_prediction(page, answer):
    prediction = page.predictions()[0]
    prediction.get_by_text(answer["option"], exact=True).click()
    prediction.get_by_role("button", name=answer["sure"], exact=True).click()
    page.until(lambda: prediction.locator(".rnnlab-answer").count() == 1)


def test_nobody_is_asked_for_news(class_room):
    for page in class_room.values():
        page.page.wait_for_timeout(1000)
        assert page.page.locator(".Toastify__toast").all_inner_texts() == []


def test_a_learner_takes_no_more_memory_than_was_planned_for(hub, class_room):
    for name in class_room:
        used = [process.memory_full_info() for process in processes(hub[1].pid, name)]
        whole, fair = (sum(getattr(memory, kind) for memory in used) / 2**20 for kind in ("rss", "pss"))
        print(f"\n{name}: {fair:.0f} MiB; {whole:.0f} MiB if what learners share is counted for each")
        assert 100 < fair <= MOST


def test_what_was_answered_is_handed_in_after_a_restart_too(class_room, class_folder):
    page, folder = class_room["ada"], class_folder / "ada" / "notebooks"
    (before,) = folder.glob("rnnlab_handin_*.json")
    page.restart()
    page.run_all()  # the cell that hands in is among them
    (after,) = set(folder.glob("rnnlab_handin_*.json")) - {before}
    assert handin.read(after)["predictions"] == handin.read(before)["predictions"]
    assert page.predictions()[0].locator(".rnnlab-answer").count() == 1


def processes(hub, name):
    """A learner's server, and its kernels."""
    for server in psutil.Process(hub).children(recursive=True):
        if server.environ().get("JUPYTERHUB_USER") == name:
            return [server, *server.children(recursive=True)]
    raise AssertionError(f"{name} has no server")
