"""A scene: a figure with all that is said about it, at one state of a lesson."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import viz
from explorer.lesson.parameters import Parameters
from explorer.lesson.readouts import Law, Readout
from explorer.lesson.state import State

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from explorer.lesson.lesson import Lesson


LONGEST_REPR = 160  # characters of a state as a notebook or a test names it
NARROW = 640  # pixels of width under which an upright figure stacks its panels; the page does so too (figure.js)


class Numbers(Mapping[str, Any]):
    """The named values of a state, computed when asked for: its quantities, what the lesson's `numbers` adds to them,
    and the values of its controls. The first that has a name gives its value."""

    def __init__(self, lesson: Lesson, state: State) -> None:
        self._lesson, self._state = lesson, state

    @cached_property
    def _more(self) -> Mapping[str, Any]:
        return self._lesson.numbers(self._state)

    def __getitem__(self, name: str) -> Any:
        if name in self._state.quantities():
            return getattr(self._state, name)
        try:
            more = self._more
        except Unanswerable:  # what one of its names needs cannot be had; the controls' values can
            if name not in self._state.p:
                raise
            more = {}
        return more[name] if name in more else self._state.p[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._state.quantities(), *self._more, *self._state.p]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Unanswerable(ValueError):
    """Valid parameters for which there is nothing to draw; the message says in one sentence why."""


@dataclass(frozen=True, repr=False)
class Scene:
    """A figure with all that is said about it, at one state.

    `alt` is the alternative text, from live values. `notice` is a sentence shown over the figure (a degenerate case, a
    limit). `columns` is how many panels stand side by side; None lets the layout choose.
    """

    panels: Sequence[viz.Panel]
    readouts: Sequence[Readout | Law]
    alt: str
    notice: str = ""
    columns: int | None = None
    lesson: Lesson | None = None
    state: State | None = None
    multiples: bool = False  # a grid of small ones, whose columns are its own at any width

    @property
    def parameters(self) -> Parameters | None:
        """The parameters of the state."""
        return self.state.p if self.state else None

    @cached_property
    def numbers(self) -> Mapping[str, Any]:
        """Named values: the placeholders {{name}} of "With your numbers", and what the programs print."""
        return Numbers(self.lesson, self.state) if self.lesson and self.state else {}

    @property
    def handles(self) -> list[tuple[int, viz.Handle]]:
        """What can be dragged in the figure, each with the number of its panel."""
        return [
            (number, handle)
            for number, panel in enumerate(self.panels)
            if isinstance(panel, viz.Plane)
            for handle in panel.handles
        ]

    @property
    def revision(self) -> str:
        """What is looked at: while it is the same, the reader's zoom and camera survive."""
        slug, view = (self.lesson.slug, self.lesson.view_of(self.state.p)) if self.lesson and self.state else ("", "")
        # The camera of a space stays when its axes follow what they hold; a zoom into a plane would mean nothing then.
        looks = [
            (axis.title, axis.log, axis.range if isinstance(panel, viz.Plane) else None)
            for panel in self.panels
            for axis in (panel.x, panel.y)
        ]
        return f"{slug}:{view}:{zlib.crc32(repr(looks).encode()):08x}"

    def plotly(self, *, size: tuple[int, int] = (960, 540), narrow: bool = False, room: float = 1.0) -> dict[str, Any]:
        """The figure as a plain Plotly dictionary with colours named by role; `room` widens the gaps for large type."""
        columns = 1 if narrow else self.columns
        return viz.compose(self.panels, columns=columns, size=size, revision=f"{self.revision}:{narrow}", room=room)

    def figure(self, look: str = "light", *, size: tuple[int, int] = (960, 540)) -> go.Figure:
        """The figure as a validated `plotly.graph_objects.Figure` in a look (a name of `viz.LOOKS`).

        Its panels are stacked where it is narrow and upright, as on a phone.
        """
        import plotly.graph_objects as go

        return go.Figure(viz.plain(self.drawn(look, size=size)))

    def drawn(self, look: str = "light", *, size: tuple[int, int] = (960, 540)) -> dict[str, Any]:
        """The same as a plain dictionary with its arrays."""
        room = viz.LOOKS[look].font / viz.LOOKS["light"].font
        narrow = not self.multiples and size[0] < min(NARROW, size[1])
        found = viz.resolve(self.plotly(size=size, narrow=narrow, room=room), viz.LOOKS[look])
        template = viz.template(look)
        found["layout"] |= {"template": template, "width": size[0], "height": size[1]}
        margin = template["layout"]["margin"]
        viz.beside(found, (size[0] - margin["l"] - margin["r"], size[1] - margin["t"] - margin["b"]))
        if self.lesson:
            found["layout"]["meta"] = {"lesson": self.lesson.slug, "alt": self.alt}
        return found

    def __repr__(self) -> str:
        """The lesson and what is not at its default: the end of its link."""
        from explorer import link  # it imports lessons

        if self.lesson is None or self.parameters is None:
            return f"<Scene without a lesson, panels: {len(self.panels)}>"
        query = link.write(self.lesson, self.parameters)
        state = f"{self.lesson.slug}?{query}" if query else self.lesson.slug
        return f"<Scene {state if len(state) <= LONGEST_REPR else state[:LONGEST_REPR] + '…'}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        from explorer import notebook  # only a notebook needs it

        return notebook.bundle(self)
