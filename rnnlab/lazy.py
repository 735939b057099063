"""A package whose names are imported when they are first asked for: nobody waits for what no cell uses."""

import importlib
import sys
import types


class Names(types.ModuleType):
    """A package that imports what it does not have yet. A name that is a file's too means what the file calls so."""

    @property
    def ALL(self):
        return tuple(getattr(self, name) for name in self.IN_ALL)

    def __getattr__(self, name):
        if name not in self.WHERE:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{self.__name__}.{self.WHERE[name]}"), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name, value):
        """Python's import gives a package each of its files by name, once it is run."""
        is_file = name in self.WHERE and isinstance(value, types.ModuleType)
        super().__setattr__(name, getattr(value, name) if is_file else value)

    def __dir__(self):
        return sorted({*super().__dir__(), *self.__all__})


def lazy(package, where, in_all):
    """Make a package, named by its `__name__`, such a one. where: name -> the file that has it. `ALL` has those `in_all`."""
    module = sys.modules[package]
    module.WHERE, module.IN_ALL, module.__all__, module.__class__ = where, tuple(in_all), ["ALL", *where], Names
