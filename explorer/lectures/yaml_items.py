"""YAML as a tree whose every part knows where it stands, so that each error can name its line.

PyYAML reads it: it is maintained and the most used parser, and its `parse` and `compose` stop before any object is
made, with the line of every token. No type is guessed: a scalar is the text that was written, so `no` stays "no" and
`1:30` stays "1:30"; whoever asks for a number reads one. Aliases and tags are refused, which leaves nothing to expand
or to construct; depth and size are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

LARGEST = 200_000  # bytes of a lecture, beside its images
_IMAGE = re.compile(r"data:image/[a-z]+;base64,[A-Za-z0-9+/=]+", re.ASCII)
DEEPEST = 12  # levels of a lecture are five; a matrix in it has two more
TOO_DEEP = f"more than {DEEPEST} lists or mappings inside one another."

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same parser in C, where PyYAML was built with it
_NULL = "tag:yaml.org,2002:null"


class LectureError(ValueError):
    """A lecture that cannot be; the message is one sentence for the reader that says where and why."""


@dataclass(frozen=True)
class Item:
    """A part of a document: its text, its list or its mapping, and where it stands ("Line 12")."""

    value: str | Sequence[Item] | Mapping[str, Item]
    where: str

    def error(self, sentence: str) -> LectureError:
        """A LectureError that says where."""
        return LectureError(f"{self.where}: {sentence}")


def parse(text: str) -> Item:
    """The whole document; raises LectureError with a sentence that names the line."""
    size = len(_IMAGE.sub("", text).encode("utf-8", "replace"))
    if size > LARGEST:
        raise LectureError(f"The file has {size / 1000:,.0f} kB; a lecture has at most {LARGEST / 1000:.0f} kB.")
    text = text.removeprefix("\ufeff")
    odd = re.search(yaml.reader.Reader.NON_PRINTABLE, text)
    if odd:
        raise _at(text.count("\n", 0, odd.start()), f"a character that no text has (U+{ord(odd[0]):04X}).")
    try:
        _bounded(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "nesting depth" in str(error.problem):  # the parser in C looks far ahead, and has a bound of its own
            raise _at(mark.line if mark else 0, TOO_DEEP) from None
        raise _at(mark.line if mark else 0, f"this is not YAML ({error.problem or error.context}).") from None
    if node is None:
        raise LectureError("Line 1: the file is empty; a lecture begins with title: and scenes:.")
    return _item(node)


def _at(line: int, sentence: str) -> LectureError:
    return LectureError(f"Line {line + 1}: {sentence}")


def _bounded(text: str) -> None:
    """Refuse what may grow or nest without end, and what a lecture has no use for, before any tree is built."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _at(line, "anchors (&) and aliases (*) are not read; write the value out, or put it in quotes.")
        if getattr(event, "tag", None):
            raise _at(line, "tags (!) are not read; put a text that begins with ! in quotes.")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _at(line, "a second document begins here; a lecture is one document.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _at(line, TOO_DEEP)


def _item(node: Any) -> Item:
    where = f"Line {node.start_mark.line + 1}"
    if isinstance(node, yaml.ScalarNode):
        return Item("" if node.tag == _NULL else node.value, where)
    if isinstance(node, yaml.SequenceNode):
        return Item([_item(each) for each in node.value], where)
    found: dict[str, Item] = {}
    for key, value in node.value:
        line = key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise _at(line, "a name before a colon must be a word.")
        if key.value in found:
            raise _at(line, f"{key.value[:40]} stands here twice (first in {found[key.value].where.lower()}).")
        item = _item(value)
        # A mapping or a block of text begins after its name: the line of the name is where a reader looks.
        found[key.value] = Item(item.value, f"Line {line + 1}")
    return Item(found, where)


# --- writing ----------------------------------------------------------------------------------------------------------


class Block(str):
    """Text that is written with its lines."""


class Plain(str):
    """A number or a truth value, written without quotes."""


class Flow(dict):
    """A mapping that is written in one line."""


class Row(list):
    """A list that is written in one line."""


class _Dumper(yaml.SafeDumper):
    """Block style, with a few parts in one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


_TAG = "tag:yaml.org,2002:"
_Dumper.add_representer(Block, lambda dumper, text: dumper.represent_scalar(_TAG + "str", text + "\n", style="|"))
_Dumper.add_representer(
    Plain, lambda dumper, text: yaml.ScalarNode(dumper.resolve(yaml.ScalarNode, str(text), (True, False)), str(text))
)
_Dumper.add_representer(Flow, lambda dumper, told: dumper.represent_mapping(_TAG + "map", told, flow_style=True))
_Dumper.add_representer(Row, lambda dumper, told: dumper.represent_sequence(_TAG + "seq", told, flow_style=True))


def dump(document: dict[str, Any]) -> str:
    """A document as YAML for readers: the order as given, Unicode as it is, and a few parts in one line."""
    return str(yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110))
