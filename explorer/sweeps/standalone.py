"""What a page that needs no server is made of beside its figures: one script, one style sheet, and a policy."""

from __future__ import annotations

import posixpath
import re
from functools import cache

import viz
from explorer.assets import STATIC, page_style

LOOKS = ("light", "dark")  # what "auto" chooses from

# The policy keeps the promise: whatever the scripts did, the browser would fetch nothing. Plotly's WebGL compiles
# its shaders' wrappers, hence unsafe-eval.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:; worker-src blob:"
)


def looks(look: str) -> tuple[str, ...]:
    """The looks that a page must carry for a look by its name, or for "auto"."""
    return LOOKS if look == "auto" else (look,)


def style(look: str, *sheets: str) -> str:
    """The style of the page, these sheets after it, and the colours of the look as variables: the one that was chosen,
    or what the system prefers."""
    text = page_style() + "\n".join((STATIC / name).read_text(encoding="utf-8") for name in sheets)

    def colors(name: str) -> str:
        return "".join(f"--{role}:{value};" for role, value in viz.LOOKS[name].colors.items())

    rules = f":root{{{colors(looks(look)[0])}}}"
    if look == "auto":
        rules += f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{colors('dark')}}}}}"
    elif look == "dark":
        rules += ":root{color-scheme:dark}"
    return rules + text.replace("</", "<\\/")


@cache
def script(module: str) -> str:
    """A module and all that it imports as one classic script: modules cannot import one another from a file."""
    parts = []
    for path, source in _modules(module, {}).items():
        name = path.rpartition("/")[2]
        given = re.findall(r"^export (?:async )?(?:class|function|const) (\w+)", source, re.MULTILINE)
        body = re.sub(
            r'^import (\{[^}]*\}) from "\.{1,2}/(?:\w+/)?(\w+)\.js";$',
            r"const \1 = module_\2;",
            source,
            flags=re.MULTILINE,
        )
        body = re.sub(r"^export ", "", body, flags=re.MULTILINE)
        parts.append(f"const module_{name} = (() => {{\n{body}\nreturn {{ {', '.join(given)} }};\n}})();")
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "\n})();"


def _modules(path: str, found: dict[str, str]) -> dict[str, str]:
    """A module of the browser's scripts and all that it imports, by path, each after what it imports itself."""
    source = (STATIC / f"{path}.js").read_text(encoding="utf-8")
    for asked in re.findall(r'^import .* from "(\.{1,2}/[\w/]+)\.js";$', source, re.MULTILINE):
        other = posixpath.normpath(posixpath.join(posixpath.dirname(path), asked))
        if other not in found:
            _modules(other, found)
    found[path] = source
    return found
