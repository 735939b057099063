"""Fetch the course's news and keep every answer: `make update`, or `python3 updates/update.py` in a clone of the course.

What a learner has changed, committed or not, is merged with the news cell by cell, as `merge.py` says. A new file of the course
that would overwrite one of the learner's own finds that one renamed.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SETTINGS = ["-c", "core.quotePath=false", "-c", f"include.path={pathlib.Path(__file__).resolve().with_name('gitconfig')}"]
NOBODY = {"user.name": "learner", "user.email": "learner@localhost"}  # who merges, where git has not been told


def git(*arguments, check=True):
    """What git prints in the course's folder. Raises CalledProcessError, with git's own words, where it fails."""
    return subprocess.run(["git", *SETTINGS, *arguments], cwd=ROOT, check=check, capture_output=True, text=True).stdout.strip()


def update():
    """Take in the news; the names of the files that the course has changed."""
    for key, value in NOBODY.items():
        if not git("config", key, check=False):
            SETTINGS.extend(["-c", f"{key}={value}"])
    git("fetch", "--quiet")
    _commit_clean(git("diff", "--name-only", "@{upstream}...HEAD", "--", "*.ipynb").splitlines())
    news = git("diff", "--name-only", "HEAD...@{upstream}").splitlines()
    if news:
        for name in git("ls-files", "--others", "--", *news).splitlines():
            _set_aside(ROOT / name)
        git("merge", "--no-edit", "@{upstream}")
    return news


def _commit_clean(names):
    """Commit anew what the learner has committed as JupyterLab saves it: to git it would look changed whatever is done."""
    if names:
        git("add", "--renormalize", "--", *names)
        if git("diff", "--cached", "--name-only", "--", *names):
            git("commit", "--quiet", "--message", "Store notebooks without the session", "--", *names)


def _set_aside(path):
    """Rename a learner's file: `plan.md` becomes `plan_mine.md`, or, where that is taken, `plan_mine_2.md`."""
    names = (f"{path.stem}_mine{f'_{n}' if n > 1 else ''}{path.suffix}" for n in range(1, 1000))
    path.rename(next(other for name in names if not (other := path.with_name(name)).exists()))


def main():
    try:
        news = update()
    except subprocess.CalledProcessError as error:
        git("merge", "--abort", check=False)
        sys.exit(f"Not updated; your files are as they were. git says:\n{error.stdout}{error.stderr}")
    if torn := git("diff", "--name-only", "--diff-filter=U"):
        sys.exit(f"Updated, but you and the course changed the same lines. `git stash list` has your version of:\n{torn}")
    print("\n".join(["Updated, with your answers kept:", *news]) if news else "Nothing is new.")


if __name__ == "__main__":
    main()
