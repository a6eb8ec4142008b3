"""The vocabulary of a lesson: what its two files are made of.

A lesson is data and two pure functions, `compute(parameters) -> result` and `draw(result) -> Scene`. `Lesson.scene`
is the one function that everything else calls: the page, each frame of a drag, files, the command line, the tests.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import viz
from explorer.controls import Control, ControlError
from explorer.text import number

if TYPE_CHECKING:
    import plotly.graph_objects as go

KEPT = 8  # results that a lesson keeps, so that what did not change is not computed again


class Unanswerable(ValueError):
    """Valid parameters for which there is nothing to draw; the message says in one sentence why."""


class Parameters(Mapping[str, Any]):
    """The checked values of all controls of a lesson: read as attributes or as a mapping, hashable."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"The lesson has no control named {name}.") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._values.items(), key=lambda item: item[0])))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parameters) and self._values == other._values

    def __repr__(self) -> str:
        return f"Parameters({self._values})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Parameters, (self._values,)


@dataclass(frozen=True)
class Readout:
    """A number of the moment. `value` may be text; `role` colours it like what it names in the figure."""

    name: str
    value: float | str
    unit: str = ""
    digits: int = 4
    role: str = "ink"
    note: str = ""


@dataclass(frozen=True)
class Law:
    """Both sides of a law. It holds when they stand in `relation` ("=", "≤" or "≥") up to `tolerance`, which is
    absolute plus relative to the larger side, or up to `slack`, absolute, where the error of a simulation is known. A
    law that fails (an assumption was switched off) is shown as failing."""

    name: str
    left_name: str
    left: float
    right_name: str
    right: float
    relation: str = "="
    tolerance: float = 1e-9
    digits: int = 6
    note: str = ""
    slack: float | None = None

    @property
    def difference(self) -> float:
        """Left side minus right side."""
        return self.left - self.right

    @property
    def holds(self) -> bool:
        """Whether the law holds at these numbers."""
        slack = self.tolerance * (1 + max(abs(self.left), abs(self.right))) if self.slack is None else self.slack
        if self.relation == "≤":
            return self.difference <= slack
        if self.relation == "≥":
            return self.difference >= -slack
        return abs(self.difference) <= slack


@dataclass(frozen=True)
class Handle:
    """Something in the figure that can be dragged: at `at` in the plane of panel number `panel`.

    `name` is a Point or Points control (then `index` says which point), or a key of the lesson's `pulls`.
    """

    name: str
    at: tuple[float, float]
    label: str
    panel: int = 0
    index: int | None = None
    role: str = "accent"


@dataclass(frozen=True)
class Scene:
    """A figure with all that is said about it, at one state.

    `alt` is the alternative text, from live values. `numbers` are named values: the placeholders {{name}} of
    "With your numbers", and what the Python and Rust examples print. `view` names what is looked at: while it is the
    same, the reader's zoom survives. `notice` is a sentence shown over the figure (a degenerate case, a limit).
    """

    panels: Sequence[viz.Panel]
    readouts: Sequence[Readout | Law]
    alt: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    handles: Sequence[Handle] = ()
    notice: str = ""
    columns: int | None = None
    view: str = ""
    lesson: Lesson | None = None
    parameters: Parameters | None = None

    def plotly(self, *, size: tuple[int, int] = (960, 540), narrow: bool = False, room: float = 1.0) -> dict[str, Any]:
        """The figure as a plain Plotly dictionary with colours named by role; `room` widens the gaps for large type."""
        columns = 1 if narrow else self.columns
        slug = self.lesson.slug if self.lesson else ""
        revision = f"{slug}:{self.view}:{narrow}"
        return viz.compose(self.panels, columns=columns, size=size, revision=revision, room=room)

    def figure(self, look: str = "light", *, size: tuple[int, int] = (960, 540)) -> go.Figure:
        """The figure as a validated `plotly.graph_objects.Figure` in a look (a name of `viz.LOOKS`)."""
        import plotly.graph_objects as go

        room = viz.LOOKS[look].font / viz.LOOKS["light"].font
        found = viz.resolve(self.plotly(size=size, room=room), viz.LOOKS[look])
        found["layout"] |= {"template": viz.template(look), "width": size[0], "height": size[1]}
        if self.lesson:
            found["layout"]["meta"] = {"lesson": self.lesson.slug, "alt": self.alt}
        return go.Figure(found)

    def printed(self, page: viz.Page) -> go.Figure:
        """The figure as it is laid out for paper, its layout's width and height in whole CSS pixels.

        Raises:
            viz.NoRoom: the type is too large for the page.
        """
        import plotly.graph_objects as go

        look = viz.on_paper(
            page.look,
            font=page.font,
            line=page.line,
            grey=page.grey,
            transparent=page.transparent,
            roles=sorted(viz.roles_of(self.panels)),
        )
        plan = viz.lay_out(
            self.panels,
            page.width,
            look.font,
            columns=self.columns,
            height=page.height,
            tallest=page.tallest,
        )
        left, right, top, bottom = plan.margins
        inner = (page.width - left - right, plan.height - top - bottom)
        room = look.font / viz.LOOKS["light"].font
        drawn = viz.compose(plan.panels, columns=plan.columns, size=inner, room=room, rise=plan.rise)
        found = viz.resolve(drawn, look)
        found["layout"] |= {
            "template": viz.template_of(look),
            "width": round(page.width),
            "height": round(plan.height),
            "margin": {"l": left, "r": right, "t": top, "b": bottom},
        }
        return go.Figure(found)

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        return self.figure()._repr_mimebundle_(*args, **kwargs)


@dataclass(frozen=True)
class Preset:
    """A state worth seeing, and a sentence on what to notice there. Controls not named keep their defaults."""

    name: str
    values: Mapping[str, Any]
    notice: str


@dataclass(frozen=True)
class Prediction:
    """A guess that is asked for before the figure answers, about the state `at` (controls not named: defaults).

    `kind` is "number", "point" (a click in panel `panel`) or "curve" (drawn by hand in that panel). `truth(result)`
    gives the number, the point (x, y), or the curve as an array of shape (2, n). A guess is near enough when it is
    off by at most `near`, in the unit of the answer (a curve: root mean square over its x).
    """

    question: str
    truth: Callable[[Any], Any]
    near: float
    at: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "number"
    unit: str = ""
    panel: int = 0
    why: str = ""


@dataclass(frozen=True)
class Challenge:
    """A goal that the page recognises as reached.

    `solved(result)` says whether a state reaches it; `answer` is a state that does (the tests try it), and the
    lesson's defaults do not. With `predict`, the goal is a good guess instead, and `solved` and `answer` are not given.
    """

    prompt: str
    hint: str
    solved: Callable[[Any], bool] | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)
    predict: Prediction | None = None


Pull = Callable[[Parameters, float, float], Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Lesson:
    """One lesson. `slug`, `section` and `folder` are set by the catalogue from where the file lies.

    Args:
        title: as in the curriculum.
        idea: one sentence, shown under the title.
        terms: words that a reader may search for.
        controls: in the order in which they are shown.
        compute: parameters to a frozen dataclass of arrays.
        draw: that result to a Scene.
        presets: at least three.
        challenges: at least one.
        related: slugs of related lessons (those that do not exist yet are not shown).
        source: the `mathcore` functions behind the figure, shown in the tab Code.
        pulls: what dragging a handle that is no control does: `pull(parameters, x, y)` gives the values that change
            (the inverse drag: the result is dragged and the parameters follow).
        draft: values that a heavy figure is drawn with while a control is dragged (a number here is a ceiling).
        listing: parameters to the constants written into the examples, by name; by default the controls themselves.
    """

    title: str
    idea: str
    terms: Sequence[str]
    controls: Sequence[Control]
    compute: Callable[[Parameters], Any]
    draw: Callable[[Any], Scene]
    presets: Sequence[Preset]
    challenges: Sequence[Challenge]
    related: Sequence[str] = ()
    source: Sequence[Callable[..., Any]] = ()
    pulls: Mapping[str, Pull] = field(default_factory=dict)
    draft: Mapping[str, float] = field(default_factory=dict)
    listing: Callable[[Parameters], Mapping[str, Any]] | None = None
    slug: str = ""
    section: str = ""
    folder: Path = Path()

    def __post_init__(self) -> None:
        # Each lesson keeps its own few results: the page, the frames and the files share them.
        object.__setattr__(self, "_result", lru_cache(maxsize=KEPT)(self.compute))

    def control(self, name: str) -> Control:
        """The control of that name; raises KeyError with a sentence if there is none."""
        for control in self.controls:
            if control.name == name:
                return control
        names = ", ".join(control.name for control in self.controls)
        raise KeyError(f"{self.slug} has no control named {name}; it has {names}.")

    def parameters(self, values: Mapping[str, Any] | None = None, /) -> Parameters:
        """All parameters: `values` (checked, or read if they are text), and the defaults of the others.

        Raises:
            KeyError: a name that is no control of the lesson.
            ControlError: a value that its control cannot take.
        """
        given = {} if values is None else dict(values)
        for name in given:
            self.control(name)
        return Parameters({c.name: c.accept(given[c.name]) if c.name in given else c.initial for c in self.controls})

    def nearest(self, values: Mapping[str, Any]) -> tuple[Parameters, list[str]]:
        """The nearest parameters that can be drawn, and a sentence for each value that had to change."""
        found: dict[str, Any] = {}
        sentences = []
        for control in self.controls:
            try:
                found[control.name] = (
                    control.accept(values[control.name]) if control.name in values else control.initial
                )
            except ControlError as error:
                found[control.name] = control.check(error.nearest)
                sentences.append(f"{error} Showing {control.write(found[control.name])} instead.")
        return Parameters(found), sentences

    def result(self, parameters: Parameters) -> Any:
        """The computed result, kept for the last few parameters. Raises Unanswerable as `compute` does."""
        return self._result(parameters)  # type: ignore[attr-defined]

    def scene(self, parameters: Parameters | None = None, /, **values: Any) -> Scene:
        """The figure at a state: `lesson.scene(angle=30)`. Pure: the same parameters give the same scene.

        Raises:
            KeyError, ControlError: as `parameters`.
            Unanswerable: the parameters are valid, yet there is nothing to draw; the message says why.
        """
        found = self.parameters(values) if parameters is None else parameters
        drawn = self.draw(self.result(found))
        return dataclasses.replace(drawn, lesson=self, parameters=found)

    def drafted(self, parameters: Parameters) -> Parameters:
        """The parameters of the draft that is drawn while dragging: each number of `draft` is a ceiling."""
        if not self.draft:
            return parameters
        lowered = {name: min(parameters[name], ceiling) for name, ceiling in self.draft.items()}
        return self.nearest({**parameters, **lowered})[0]

    def pulled(self, parameters: Parameters, name: str, index: int | None, x: float, y: float) -> Parameters:
        """The parameters after the handle `name` was dragged to (x, y); what is out of reach stops at the nearest.

        Raises:
            KeyError: nothing of that name can be dragged.
        """
        if name in self.pulls:
            return self.nearest({**parameters, **self.pulls[name](parameters, x, y)})[0]
        control = self.control(name)
        value: Any = (x, y)
        if control.kind == "points":
            rows = list(parameters[name])
            if index is None or not 0 <= index < len(rows):
                raise KeyError(f"{name} has no point number {index}.")
            rows[index] = (x, y) if isinstance(rows[index], tuple) else x
            value = tuple(rows)
        elif control.kind != "point":
            raise KeyError(f"{name} cannot be dragged in the figure.")
        return self.nearest({**parameters, name: value})[0]

    def text(self) -> str:
        """The lesson's markdown file."""
        return (self.folder / f"{self.slug}.md").read_text(encoding="utf-8")


def show(value: float | str, digits: int = 4, unit: str = "") -> str:
    """A readout's value as text, with its unit."""
    text = value if isinstance(value, str) else number(value, digits)
    return text + (unit if unit in ("°", "%") else f" {unit}" if unit else "")
