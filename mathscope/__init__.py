"""Mathscope in Python: a lesson, its figure at any state, and the figure as a file.

    import mathscope

    lesson = mathscope.lesson("eigenvectors")
    scene = lesson.scene(angle=60)                     # shows itself in a notebook
    mathscope.save(scene, "figure.pdf", preset="nature-single")
    mathscope.sliders(scene, "angle")                  # the figure with a live slider, in the notebook too

Everything else lies in four packages that know one another by plain names: `explorer`, `mathcore`, `pages`, `viz`. A
checkout has them beside this package. A wheel has them inside it, where they collide with nobody's files; this module
then leads the import of these four names, and of no others, to them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any

PACKAGES = ("explorer", "mathcore", "pages", "viz")
HERE = Path(__file__).resolve().parent
INSTALLED = (HERE / "explorer").is_dir()
"""Whether this is an installed wheel; otherwise a checkout."""
ROOT = HERE if INSTALLED else HERE.parent
"""The folder of the packages, of `app.py`, `examples` and `lectures`."""


class _Ours(MetaPathFinder):
    """Finds the four packages in ROOT, before a folder of the same name in the user's own: the figure needs ours."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return PathFinder.find_spec(fullname, [str(ROOT)]) if path is None and fullname in PACKAGES else None


def _lead() -> None:
    """See that the four names mean our packages.

    Raises:
        ImportError: the program has imported a module of its own by one of the names already.
    """
    for name in PACKAGES:
        found = sys.modules.get(name)
        places = [str(ROOT / name)] if found is None else [str(each) for each in getattr(found, "__path__", [])]
        if str(ROOT / name) not in [str(Path(each).resolve()) for each in places]:
            where = getattr(found, "__file__", None) or "another place"
            raise ImportError(
                f"Mathscope has a package named {name}, and this program has imported another one from {where}. "
                "Import mathscope in a program of its own, or give yours another name."
            )
    if not any(isinstance(each, _Ours) for each in sys.meta_path):
        sys.meta_path.insert(0, _Ours())


_lead()

if TYPE_CHECKING:
    from explorer.lesson import Lesson, Scene
    from explorer.version import VERSION as __version__
    from mathscope.use import lesson, lessons, open_link, save, sliders

__all__ = ["Lesson", "Scene", "__version__", "lesson", "lessons", "open_link", "save", "sliders"]
_HOMES = {"Lesson": "explorer.lesson", "Scene": "explorer.lesson", "__version__": "explorer.version"}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for: the command line needs few of them, and starts at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_HOMES.get(name, "mathscope.use"))
    found = globals()[name] = getattr(module, "VERSION" if name == "__version__" else name)
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
