"""The end of a program that draws: the figure that the page shows at its parameters, by Plotly or by matplotlib.

The figure travels as Plotly's JSON, packed, so that every lesson's program can draw what its page shows. Plotly reads
it as it is. For matplotlib the functions below are written into the program; they know the kinds of traces that lessons
draw with, and need nothing of Mathscope.
"""

from __future__ import annotations

import base64
import inspect
import re
import zlib
from typing import Any

import numpy as np
import orjson

import viz
from explorer import drawing_matplotlib
from explorer.lesson import Scene

WAYS = {"plotly": "Plotly (zoom, hover, turns)", "matplotlib": "matplotlib (a window, or a file)", "": "Numbers only"}
SIZE = (960, 540)
_WIDE = 100  # characters of a line of the packed figure

_PLOTLY = '''
def draw():
    """The figure; needs: pip install plotly (in a notebook nbformat as well)."""
    import plotly.io

    return plotly.io.from_json(zlib.decompress(base64.b85decode(FIGURE)).decode())
'''
_SHOWN = {
    "plotly": "draw().show()",
    "matplotlib": "draw()\n    from matplotlib import pyplot\n\n    pyplot.show()",
}


def code(scene: Scene, way: str, *, notebook: bool = False) -> str:
    """What is added to a program, or stands in the last cell of a notebook, so that it draws the scene.

    Raises:
        ValueError: no such way.
    """
    if way not in WAYS:
        raise ValueError(f"draw is one of {', '.join(name for name in WAYS if name)}.")
    if not way:
        return ""
    packed = base64.b85encode(zlib.compress(orjson.dumps(told(scene)), 9))
    lines = [packed[at : at + _WIDE].decode() for at in range(0, len(packed), _WIDE)]
    text = "\n".join(f"    {line!r}" for line in lines)
    shown = "\n\ndraw();\n" if notebook and way == "matplotlib" else "\n\ndraw()\n" if notebook else _run(way)
    head = "\n# --- the figure of the page at these parameters, as Plotly's JSON ---\nimport base64\nimport zlib\n"
    if way == "plotly":
        return f"{head}\nFIGURE = (\n{text}\n)\n\n{_PLOTLY}{shown}"
    source = re.sub(r'^""".*?"""\n', "", inspect.getsource(drawing_matplotlib), flags=re.DOTALL)
    source = source.replace("from __future__ import annotations\n", "").strip()
    own = (
        "\n\n\ndef draw():\n"
        '    """The figure; needs: pip install matplotlib."""\n'
        "    import json\n\n"
        "    return figure_of(json.loads(zlib.decompress(base64.b85decode(FIGURE))))\n"
    )
    return f"{head}\nFIGURE = (\n{text}\n)\n\n{source}{own}{shown}"


def told(scene: Scene) -> dict[str, Any]:
    """The figure of a scene in JSON's own types."""
    found: dict[str, Any] = _plain(viz.plain(scene.drawn("light", size=SIZE)))
    return found


def _run(way: str) -> str:
    """The last lines of a program: the figure, or a word on what it needs."""
    said = 'print(f"To see the figure: pip install {error.name}")'
    return f"\n\ntry:\n    {_SHOWN[way]}\nexcept ImportError as error:\n    {said}\n"


def _plain(value: Any) -> Any:
    """JSON's own types; numbers with seven digits, what is no number as null."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "fc":
            return [_plain(each) for each in value] if value.ndim > 1 else [_number(each) for each in value.tolist()]
        return value.tolist()
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, range)):
        return [_plain(each) for each in value]
    return value


def _number(value: float) -> float | None:
    return float(f"{value:.7g}") if np.isfinite(value) else None
