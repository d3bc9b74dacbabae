"""Imports what a report's notebook will need, so that a kernel forked from a template starts with it loaded."""

import importlib
import pkgutil

from summit_report.analysis import sections
from summit_report.analysis.style import register_fonts

for module in pkgutil.iter_modules(sections.__path__, f"{sections.__name__}."):
    importlib.import_module(module.name)
register_fonts()
