"""Write the minute plans into docs/teaching.md, between their two marks: `make teaching`."""

import pathlib
import re

from rnnlab.labs.page import plans

FILE = pathlib.Path(__file__).parents[2] / "docs" / "teaching.md"
PLACE = re.compile(
    r"(?<=<!-- The plans: written by `make teaching` from rnnlab/labs/page/plans.toml. -->\n).*(?=<!-- The end)", re.DOTALL
)
MINUTES = {4: "Four", 8: "Eight"}


def written(text):
    """The text of docs/teaching.md with the plans as they are now. Raises ValueError where the marks are not there."""
    sections = "\n\n".join(map(_section, plans.read().values()))
    text, found = PLACE.subn(lambda _: f"\n{sections}\n\n", text)
    if found != 1:
        raise ValueError(f"the plans have one place in {FILE.name}, between two marks; found {found}")
    return text


def _section(plan):
    parts = [f"## {MINUTES[plan.minutes]} minutes for {plan.title}", plan.before, plan.table(), plan.after]
    return "\n\n".join(part.strip() for part in parts if part)


if __name__ == "__main__":
    FILE.write_text(written(FILE.read_text(encoding="utf-8")), encoding="utf-8")
