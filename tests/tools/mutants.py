"""What `make mutants` found: a table by module, and the survivors with their changes in mutants/survivors.txt."""

import collections
import pathlib

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

NOTICED = ("killed", "timeout", "segfault")
SURVIVORS = pathlib.Path("mutants", "survivors.txt")


def verdicts(path):
    """name -> verdict of every mutant of a file."""
    data = SourceFileMutationData(path=path)
    data.load()
    return {name: status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}


def row(name, counts):
    asked = counts.total() - counts["not checked"]
    killed = sum(counts[verdict] for verdict in NOTICED)
    return f"{name:36}{asked:8}{killed:8}{asked - killed:10}{killed / max(asked, 1):9.1%}"


if __name__ == "__main__":
    whole = collections.Counter()
    print(f"{'':36}{'mutants':>8}{'killed':>8}{'survived':>10}{'share':>9}")
    with SURVIVORS.open("w", encoding="utf-8") as file:
        for path in sorted(walk_mutatable_files()):
            found = verdicts(path)
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
