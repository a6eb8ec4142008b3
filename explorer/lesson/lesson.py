"""A lesson: controls, a state, and views of it. `Lesson.scene` is the one function that everything else calls."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import viz
from explorer.controls import CAMERA, Choice, Control, ControlError, Matrix
from explorer.lesson import pulls
from explorer.lesson.challenges import Challenge, Draws, Prediction
from explorer.lesson.former import Former, current
from explorer.lesson.parameters import Parameters
from explorer.lesson.presets import Preset
from explorer.lesson.readouts import Law, Readout
from explorer.lesson.scene import Scene
from explorer.lesson.state import Kept, State
from explorer.text import agreed

VIEW = "view"  # the name of the control that chooses among a lesson's views
LONG = 60  # letters: a value of more is not repeated in a sentence
STEPS = 6  # to look for beside the figure; the other presets are folded


def nothing(q: Any) -> str:
    """The notice of a view that has none."""
    return ""


@dataclass(frozen=True)
class View:
    """One figure of a lesson. Each function is called with the lesson's state, in that view alone.

    Args:
        label: its name in the choice of views.
        panels: functions that draw a panel each (or several).
        readouts: the numbers and laws beside the figure.
        alt: the alternative text, from live values.
        controls: those that mean something here; one that several views share is named by each of them.
        notice: a sentence shown over the figure (a degenerate case, a limit), or none.
        columns: how many panels stand side by side; None lets the layout choose.
        rescales: controls that move an axis of this view while they are moved, by name, each with the reason.
        state: a class of the view's own, derived from the lesson's, where a quantity means something else here.
        turns: it has a space, which the reader turns: the camera is one of its controls.
    """

    label: str
    panels: Sequence[Draws]
    readouts: Callable[[Any], Sequence[Readout | Law]]
    alt: Callable[[Any], str]
    controls: Sequence[Control] = ()
    notice: Callable[[Any], str] = nothing
    columns: int | None = None
    rescales: Mapping[str, str] = field(default_factory=dict)
    state: type[State] | None = None
    turns: bool = False

    def __post_init__(self) -> None:
        if self.turns:
            object.__setattr__(self, "controls", (*self.controls, CAMERA))

    def scene(self, q: Any) -> Scene:
        """The view at a state."""
        drawn = [draw(q) for draw in self.panels]
        each_panel = (panel for each in drawn for panel in (each if isinstance(each, Sequence) else (each,)))
        panels = [replace(panel, title=agreed(panel.title)) for panel in each_panel]
        if self.turns and q.p.camera:
            panels = _seen(panels, CAMERA.parts(q.p.camera))
        return Scene(panels, self.readouts(q), agreed(self.alt(q)), agreed(self.notice(q)), self.columns)


def _seen(panels: Sequence[viz.Panel], cameras: Sequence[tuple[float, float, float]]) -> list[viz.Panel]:
    """The panels with each space as its camera sees it, as long as there are cameras."""
    left = list(cameras)
    return [panel.turned(*left.pop(0)) if isinstance(panel, viz.Space) and left else panel for panel in panels]


def no_numbers(q: Any) -> Mapping[str, Any]:
    """The numbers of a lesson that names none."""
    return {}


@dataclass(frozen=True, eq=False, repr=False)
class Lesson:
    """One lesson. `slug`, `section`, `folder` and `presets` are set by the catalogue from where the lesson lies.

    Args:
        title: as in the curriculum.
        terms: words that a reader may search for.
        state: the lesson's class of named quantities.
        views: by their keys in the link; the first is the one that the lesson opens on.
        challenges: at least two.
        controls: those that all views share. After construction: all controls, the choice of views first.
        idea: one sentence, shown under the title; by default the docstring of the lesson's module.
        choose: the label of the choice of views.
        numbers: named values for the text and the programs, beside the quantities and controls, which have names.
        related: slugs of related lessons, two or more.
        source: the `mathcore` functions behind the figure, shown in the tab Code.
        oracles: what its numbers are held against by the tests, one each: "eigenvalues: scipy.linalg.eig".
        rescales: controls that move an axis in any view, by name, each with the reason (see `View`).
        draft: values that a heavy figure is drawn with while a control is dragged (a number here is a ceiling).
        listing: state to the constants written into the programs, by name; by default the controls themselves.
        former: values of older links, and what they are today.
    """

    title: str
    terms: Sequence[str]
    state: type[State]
    views: Mapping[str, View]
    challenges: Sequence[Challenge]
    controls: Sequence[Control] = ()
    idea: str = ""
    choose: str = "View"
    numbers: Callable[[Any], Mapping[str, Any]] = no_numbers
    related: Sequence[str] = ()
    source: Sequence[Callable[..., Any]] = ()
    oracles: Sequence[str] = ()
    rescales: Mapping[str, str] = field(default_factory=dict)
    draft: Mapping[str, float] = field(default_factory=dict)
    listing: Callable[[Any], Mapping[str, Any]] | None = None
    former: Sequence[Former] = ()
    slug: str = ""
    section: str = ""
    folder: Path = Path()
    presets: Sequence[Preset] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "_shared", tuple(control.name for control in self.controls))
        object.__setattr__(self, "controls", _together(self.controls, self.views, self.choose))
        names = {control.name for control in self.controls}
        own = [view.state for view in self.views.values() if view.state]
        for quantity in (each for owner in (self.state, *own) for each in vars(owner).values()):
            if isinstance(quantity, Kept) and not names.issuperset(quantity.names):
                unknown = ", ".join(sorted(set(quantity.names) - names))
                raise ValueError(f"{quantity.path} names {unknown}, and the lesson has no such control.")

    def __repr__(self) -> str:
        return f"<Lesson {self.slug or self.title}: {', '.join(control.name for control in self.controls)}>"

    def _repr_html_(self) -> str:
        from explorer import notebook  # only a notebook needs it

        return notebook.lesson_html(self)

    def placed(self, **attributes: Any) -> Lesson:
        """The same lesson with what the catalogue knows of it: slug, section, folder, idea, presets."""
        found = copy.copy(self)
        for name, value in attributes.items():
            object.__setattr__(found, name, value)
        return found

    def control(self, name: str) -> Control:
        """The control of that name; raises KeyError with a sentence if there is none."""
        for control in self.controls:
            if control.name == name:
                return control
        names = ", ".join(control.name for control in self.controls)
        raise KeyError(f"{self.slug} has no control named {name}; it has {names}.")

    def current(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values that may be those of an older link, in the words of today."""
        return current(values, self.former)

    @property
    def names(self) -> set[str]:
        """The names that a value may have: those of the controls, and those that only older links have."""
        return {control.name for control in self.controls} | {name for each in self.former for name in each.before}

    def parameters(self, values: Mapping[str, Any] | None = None, /) -> Parameters:
        """All parameters: `values` (checked, or read if they are text), and the defaults of the others.

        Raises:
            KeyError: a name that is no control of the lesson.
            ControlError: a value that its control cannot take.
        """
        given = self.current(values or {})
        for name in given:
            self.control(name)
        return Parameters({c.name: c.accept(given[c.name]) if c.name in given else c.initial for c in self.controls})

    def nearest(self, values: Mapping[str, Any]) -> tuple[Parameters, list[str]]:
        """The nearest parameters that can be drawn, and a sentence for each value that had to change."""
        found, errors = self._nearest(values)
        texts = [(control.write(found[control.name]), error) for control, error in errors]
        shown = [f"{text} instead" if len(text) <= LONG else "the nearest that can be drawn" for text, _ in texts]
        return found, [f"{error} Showing {what}." for what, (_, error) in zip(shown, texts, strict=True)]

    def _nearest(self, values: Mapping[str, Any]) -> tuple[Parameters, list[tuple[Control, ControlError]]]:
        found: dict[str, Any] = {}
        given, errors = self.current(values), []
        for control in self.controls:
            try:
                found[control.name] = control.accept(given[control.name]) if control.name in given else control.initial
            except ControlError as error:
                found[control.name] = control.check(error.nearest)
                errors.append((control, error))
        return Parameters(found), errors

    def view_of(self, parameters: Mapping[str, Any]) -> str:
        """The key of the view that is shown at these parameters."""
        return str(parameters.get(VIEW, next(iter(self.views))))

    def shown(self, parameters: Parameters) -> list[Control]:
        """The controls that mean something at these parameters, as they stand beside the figure: the choice of views,
        what all views share, and the view's own in its order."""
        own = [control.name for control in self.views[self.view_of(parameters)].controls]
        order = [VIEW, *self._shared, *own]  # type: ignore[attr-defined]
        found = [control for control in self.controls if control.shown(parameters)]
        return sorted(found, key=lambda control: order.index(control.name))

    def at(self, parameters: Parameters) -> State:
        """The state at these parameters; nothing is computed until it is asked for."""
        return (self.views[self.view_of(parameters)].state or self.state)(parameters)

    def scene(self, parameters: Parameters | None = None, /, following: Scene | None = None, **values: Any) -> Scene:
        """The figure at a state: `lesson.scene(angle=30)`. Pure: the same parameters give the same scene.

        Only while a hand moves something, `following` is the scene before, whose directions keep their signs.

        Raises:
            KeyError, ControlError: as `parameters`.
            Unanswerable: the parameters are valid, yet there is nothing to draw; the message says why.
        """
        found = self.parameters(values) if parameters is None else parameters
        state = self.at(found)
        if following is not None and following.lesson is self and following.state is not None:
            state.steady_before = following.state.steadied
        scene = self.views[self.view_of(found)].scene(state)
        matrices = (each for each in self.controls if isinstance(each, Matrix))
        if any(each.shown(found) and each.beyond(found[each.name]) for each in matrices):
            scene = replace(scene, panels=[viz.roomy(panel) for panel in scene.panels])
        return replace(scene, lesson=self, state=state)

    def drafted(self, parameters: Parameters) -> Parameters:
        """The parameters of the draft that is drawn while dragging: each number of `draft` is a ceiling."""
        if not self.draft:
            return parameters
        lowered = {name: min(parameters[name], ceiling) for name, ceiling in self.draft.items()}
        return self.nearest({**parameters, **lowered})[0]

    def pulled(self, scene: Scene, name: str, index: int | None, x: float, y: float) -> tuple[Parameters, str]:
        """The parameters after a handle of a scene was dragged to (x, y), and a sentence if it stopped at a limit.

        Raises:
            KeyError: the scene has no such handle.
        """
        return pulls.pulled(self, scene, name, index, (x, y))

    def pushed(self, scene: Scene, name: str, index: int | None, dx: float, dy: float) -> tuple[Parameters, str]:
        """The same after a key pushed a handle by (dx, dy): farther that way, where so little changes nothing.

        Raises:
            KeyError: as `pulled`.
        """
        return pulls.pushed(self, scene, name, index, (dx, dy))

    def solved(self, scene: Scene) -> list[bool | None]:
        """Of each challenge whether the scene's state reaches it; None for a prediction."""
        assert scene.state is not None, "the scene is none of the lesson's"
        view = self.view_of(scene.state.p)
        return [
            bool((not c.views or view in c.views) and c.solved(scene.state)) if c.solved else None
            for c in self.challenges
        ]

    def panel_number(self, prediction: Prediction) -> int:
        """The place, in its view, of the panel that a prediction is drawn into.

        Raises:
            ValueError: the view at the prediction's state does not draw that panel.
        """
        if prediction.panel is None:
            return 0
        view = self.views[self.view_of(self.parameters(prediction.at))]
        return list(view.panels).index(prediction.panel)

    @property
    def steps(self) -> tuple[int, ...]:
        """Which presets, by their place, are the steps to look for: at most STEPS, in their order, every view among
        them as far as that goes; the others are further states."""
        views = [self.view_of(self.parameters(preset.values)) for preset in self.presets]
        places = range(len(views))
        firsts = [at for at in places if views.index(views[at]) == at]
        return tuple(sorted([*firsts, *(at for at in places if at not in firsts)][:STEPS]))

    def card(self, look: str) -> Path:
        """Where the picture of its card in a look ("light", "dark") lies."""
        return self.folder / f"card.{look}.svg"

    def text(self) -> str:
        """The lesson's text."""
        return (self.folder / "lesson.md").read_text(encoding="utf-8")


def _together(shared: Sequence[Control], views: Mapping[str, View], choose: str) -> tuple[Control, ...]:
    """All controls: the choice of views, what all share, what belongs to some views; each shown where it is named."""
    if not views:
        raise ValueError("A lesson needs a view.")
    found: dict[str, Control] = {}
    if len(views) > 1:
        found[VIEW] = Choice(VIEW, choose, {key: view.label for key, view in views.items()}, next(iter(views)))
    ways: dict[str, list[Mapping[str, Any]]] = {}
    for control in shared:
        _add(found, control)
    for key, view in views.items():
        for control in view.controls:
            _add(found, control)
            own = control.when
            for way in [own] if isinstance(own, Mapping) else own:
                ways.setdefault(control.name, []).append({VIEW: (key,), **way})
    for name, several in ways.items():
        if name in {control.name for control in shared}:
            raise ValueError(f"{name} is shared by all views; no view names it again.")
        if len(views) > 1:
            found[name] = replace(found[name], when=_merged(several, tuple(views)))
    return tuple(found.values())


def _add(found: dict[str, Control], control: Control) -> None:
    """A control beside the others; one that several views name is the same in all but where it is shown."""
    if control.name == VIEW:
        raise ValueError("The choice of views is made from the views; no control has its name.")
    if hasattr(Parameters, control.name):
        raise ValueError(f"No control is named {control.name}: q.p.{control.name} is something else.")
    there = found.setdefault(control.name, control)
    if replace(control, when={}) != replace(there, when={}):
        raise ValueError(f"Two controls are named {control.name}, and differ.")
    conditions = [control.when] if isinstance(control.when, Mapping) else control.when
    if any(VIEW in way for way in conditions):
        raise ValueError(f"{control.name} hangs on the view: let the view name it among its controls.")


def _merged(ways: Sequence[Mapping[str, Any]], views: Sequence[str]) -> Any:
    """The conditions of a control, those of views that ask for the same in one; none, if all views always show it."""
    together: list[tuple[dict[str, Any], list[str]]] = []
    for way in ways:
        rest = {name: value for name, value in way.items() if name != VIEW}
        known = next((keys for other, keys in together if other == rest), None)
        if known is None:
            together.append((rest, list(way[VIEW])))
        else:
            known += way[VIEW]
    found = [rest if len(keys) == len(views) else {VIEW: tuple(keys), **rest} for rest, keys in together]
    return found[0] if len(found) == 1 else tuple(itertools.chain(found))
