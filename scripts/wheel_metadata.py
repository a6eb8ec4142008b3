"""What the wheel of the application requires, for the build (hatchling calls this): the direct dependencies of
requirements.in, from the version that requirements.txt pins, and with which the tests ran, up to the next major one.

Streamlit and Plotly keep to the same minor version: the page writes into what they draw.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface
from packaging.version import Version

EXACT = ("plotly", "streamlit")
_LINE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)\s*(?P<marker>;[^#]*)?(#.*)?$")


def dependencies(root: Path) -> list[str]:
    """The requirements of the wheel, from the two files in `root`.

    Raises:
        ValueError: a line of requirements.in that is not a name, or a name that requirements.txt does not pin.
    """
    pinned: dict[str, str] = {}
    for name, version in re.findall(r"(?m)^([a-z0-9._-]+)==([^ \n]+)", (root / "requirements.txt").read_text("utf-8")):
        # Pinned twice, with markers: an older Python has an older version.
        pinned[name] = min(pinned.get(name, version), version, key=Version)
    found = []
    for line in (root / "requirements.in").read_text("utf-8").splitlines():
        if not line[:1].isalnum():
            continue
        match = _LINE.match(line)
        if match is None or match["name"] not in pinned:
            raise ValueError(f"requirements.in: “{line}” is not a name that requirements.txt pins; run make lock.")
        version = pinned[match["name"]]
        major, minor, *_ = [*version.split("."), "0"]
        bounds = f"=={major}.{minor}.*" if match["name"] in EXACT else f">={version},<{int(major) + 1}"
        found.append(f"{match['name']}{bounds}{(match['marker'] or '').rstrip()}")
    return found


class CustomMetadataHook(MetadataHookInterface):
    """Hatchling's way to ask."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Write the dependencies into the metadata of the project."""
        metadata["dependencies"] = dependencies(Path(self.root))
