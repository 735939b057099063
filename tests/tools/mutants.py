"""Ask the tests about every mutant that mutmut made, and write what they did not notice into mutants/survivors.txt.

mutmut makes the mutants and finds out which test calls which function: `make mutants` lets it do that. It would then start
pytest anew for each mutant, which takes seconds. Here the tests are collected once, and each mutant is asked in a fork of that
session, which ends at the first test that fails: the nearest tests come first, and no mutant finds what another left behind.

    python tests/tools/mutants.py [--jobs 2] [PATTERN ...]
"""

import argparse
import collections
import fnmatch
import json
import math
import os
import pathlib
import resource
import subprocess
import sys
import time

import pytest
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import mangled_name_from_mutant_name

NOTICED = ("killed", "timeout", "segfault")
FOLDER = pathlib.Path("mutants")
SURVIVORS = FOLDER / "survivors.txt"
SURVIVED, KILLED = 0, 1
PATIENCE = 5  # a mutant has so many times the time that its tests take, and START seconds
START = 20


class Asker:
    """A plugin for pytest: in the place of the tests it runs a fork with the tests of a mutant, for each of some mutants."""

    def __init__(self, names, answers, limit):
        self.names = names
        self.answers = answers
        self.limit = limit
        stats = json.loads(pathlib.Path("mutmut-stats.json").read_text(encoding="utf-8"))
        self.callers = stats["tests_by_mangled_function_name"]
        self.seconds = stats["duration_by_test"]
        self.noticed = collections.Counter()  # (function or module, test) -> how many mutants the test noticed there

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        with self.answers.open("w", encoding="utf-8") as answers:
            for name in self.names:
                print(name, self.answer(session, name), file=answers, flush=True)
        return True

    def answer(self, session, name):
        """What `status_by_exit_code` of mutmut knows."""
        items = self.tests_of(session, name)
        seconds = PATIENCE * sum(self.seconds.get(item.nodeid, 1) for item in items) + START
        reader, writer = os.pipe()
        fork = os.fork()
        if not fork:
            _run(session, name, items, seconds, self.limit, writer)
        os.close(writer)
        with open(reader, encoding="utf-8") as pipe:
            if test := pipe.read():
                self.noticed.update((where, test) for where in _places(name))
        return os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])

    def tests_of(self, session, name):
        """The tests that call a function: first what noticed other mutants of it, then its module's own, then the short ones.

        A function that remembers was called by the first test only, so the tests of its module are all asked, and so are those
        that mutmut does not know yet.
        """
        callers = set(self.callers.get(mangled_name_from_mutant_name(name), ()))
        own = _own_tests(name)
        places = _places(name)

        def order(item):
            test = item.nodeid
            return *(-self.noticed[place, test] for place in places), not test.startswith(own), self.seconds.get(test, 0.3)

        def asked(item):
            return item.nodeid in callers or item.nodeid.startswith(own) or item.nodeid not in self.seconds

        return sorted(filter(asked, session.items), key=order)


def _places(name):
    """The function and the module of a mutant."""
    function = mangled_name_from_mutant_name(name)
    return function, function.rpartition(".")[0]


def _own_tests(name):
    """rnnlab.checks.kit.same.x_same__mutmut_1 -> tests/checks/kit/test_same.py"""
    *folders, module, _ = name.split(".")[1:]
    return "/".join(["tests", *folders, f"test_{module}.py"])


def _run(session, name, items, seconds, limit, writer):
    """Run tests until one fails, and write its name. Does not return: the process is the mutant's, and ends with it."""
    seconds = min(seconds, PATIENCE * limit + START)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 1))
    set_mutant_under_test(name)
    code = SURVIVED
    try:
        for item, following in zip(items, [*items[1:], None]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                os.write(writer, item.nodeid.encode())
                code = KILLED
            if code == KILLED or time.process_time() > limit:
                break
    except BaseException:
        code = KILLED
    os._exit(code)


def ask(names, jobs, limit):
    """name -> exit code of each mutant. Each of `jobs` processes collects the tests and asks about its part of the mutants."""
    parts = [FOLDER / f"asked-{part}.txt" for part in range(jobs)]
    running = []
    for part, path in enumerate(parts):
        path.with_suffix(".names").write_text("\n".join(names[part::jobs]), encoding="utf-8")
        command = [sys.executable, pathlib.Path(__file__).resolve(), "--part", path.name, "--limit", str(limit)]
        running.append(subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.DEVNULL))
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit("A session of pytest did not come to its end.")
    lines = [line.split() for path in parts for line in path.read_text(encoding="utf-8").splitlines()]
    return {name: int(code) for name, code in lines}


def ask_part(path, limit):
    """In the folder of the mutants, whose `rnnlab` is the one with all of them."""
    names = path.with_suffix(".names").read_text(encoding="utf-8").split()
    tests = [*config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    sys.path.insert(0, "")
    # Nobody reads why a test failed, and to write that takes longer than most tests.
    return pytest.main(["-qq", "-s", "--tb=no", "--assert=plain", *tests], plugins=[Asker(names, path, limit)])


def store(path, codes):
    """Put what was found where `mutmut browse` and `mutmut show` look for it."""
    data = SourceFileMutationData(path=path)
    data.load()
    data.exit_code_by_key |= {name: codes[name] for name in data.exit_code_by_key if name in codes}
    data.save()
    return {name: status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}


def row(name, counts):
    asked = counts.total() - counts["not checked"]
    killed = sum(counts[verdict] for verdict in NOTICED)
    return f"{name:36}{asked:8}{killed:8}{asked - killed:10}{killed / max(asked, 1):9.1%}"


def report(codes):
    whole = collections.Counter()
    print(f"{'':36}{'mutants':>8}{'killed':>8}{'survived':>10}{'share':>9}")
    with SURVIVORS.open("w", encoding="utf-8") as file:
        for path in sorted(walk_mutatable_files()):
            found = store(path, codes)
            counts = collections.Counter(found.values())
            whole += counts
            if found:
                print(row(str(path), counts))
            for name, verdict in found.items():
                if verdict not in (*NOTICED, "not checked"):
                    print(f"# {name}: {verdict}\n{get_diff_for_mutant(name, path=path)}\n", file=file)
    print(row("all", whole))
    if whole["not checked"]:
        print(f"Not checked: {whole['not checked']}")
    print(f"The survivors are in {SURVIVORS}.")


def all_names():
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        yield from data.exit_code_by_key


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("patterns", nargs="*", metavar="PATTERN", help="ask about these mutants only, as in 'rnnlab.probes*'")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many are asked at a time (%(default)s)")
    parser.add_argument("--limit", type=float, default=math.inf, help="tests of so many seconds for a mutant, not of more")
    parser.add_argument("--part", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        sys.exit(ask_part(options.part, options.limit))
    names = [name for name in all_names() if any(fnmatch.fnmatch(name, pattern) for pattern in options.patterns or ["*"])]
    report(ask(names, options.jobs, options.limit))
