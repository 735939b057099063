"""The reference of the package, from its docstrings, by pdoc and in our own look."""

import inspect
import pathlib
import re

import pdoc

import rnnlab
from rnnlab import cells, checks, labs

TEMPLATES = pathlib.Path(__file__).parents[1] / "templates"
# What is stable for users, as `rnnlab` says; "!" leaves out what stands below it.
STABLE = ["rnnlab", r"!rnnlab\.", *(f"rnnlab.{name}" for name in rnnlab.__all__), r"!rnnlab\.cells\."]
STABLE += [cells.form.__name__, *(cell.__name__ for cell in cells.ALL)]
STABLE += [labs.__name__, r"!rnnlab\.labs\.", checks.__name__, r"!rnnlab\.checks\."]


def build(folder):
    """Write the reference into `folder`; its first page is rnnlab.html."""
    for package in (labs, checks):  # pdoc would take a name that has not been asked for yet for a file's
        vars(package).update({name: getattr(package, name) for name in package.__all__})
    for lab in labs.ALL:
        inspect.unwrap(lab).__annotations__.clear()  # the controls: as annotations they are pages long
    for module in map(inspect.getmodule, [*cells.ALL, cells.form, *(getattr(rnnlab, name) for name in rnnlab.__all__)]):
        for thing in vars(module).values():
            if inspect.isclass(thing) and hasattr(thing, "_fields"):
                _say_fields(thing)
    pdoc.render.configure(docformat="markdown", search=False, template_directory=TEMPLATES / "api")
    pdoc.render.env.loader.searchpath.append(TEMPLATES)
    pdoc.pdoc(*STABLE, output_directory=folder)


def _say_fields(named_tuple):
    """Take the comment beside each field of a NamedTuple, its shape, as its docstring."""
    said = dict(re.findall(r"^    (\w+): .*?  # (.+)$", inspect.getsource(named_tuple), re.MULTILINE))
    for field in named_tuple._fields:
        getattr(named_tuple, field).__doc__ = said.get(field, "")
    named_tuple.__new__.__doc__ = ""
