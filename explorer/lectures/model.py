"""A lecture: a title and scenes, each a state of a lesson with a caption, notes, and perhaps a sweep.

The file is YAML (`lectures/*.yaml` are ready-made ones; `reading` and `writing` are the two ways):

    title: From eigenvectors to the SVD
    author: Ada Lovelace               # optional
    about: one sentence                # optional
    minutes: 50                        # optional: how long it may take
    scenes:
      - lesson: eigenvectors
        set: {matrix: "2,1;1,2"}       # optional: values as in a link, or lists of numbers
        sweep: {angle: 0 -> 90 in 4 s} # optional: one slider, from where to where; with "on click" it waits for a key
        show: [angle]                  # optional: the controls on the screen; by default the swept one
        numbers: [eigenvalue 1]        # optional: readouts on the screen, by their names
        caption: one line, with {{named|3}} values
        notes: |
          what the lecturer says
        given: ["1.96"]                # optional: numbers of the words that are not the scene's own
        holds: [eigenvalue_1 rests]    # optional: what the words claim, as `claims` reads it
        steps:                         # optional: what the next keys bring, each from where the last one ended
          - set: {matrix: "1,1;0,1"}
            caption: one line
      - title: Part two                # a scene without a figure
        text: |
          A paragraph; a formula stands on a line of its own.

          $A = UΣVᵀ$
        image: pictures/pca.png        # beside the lecture's file; or data:image/png;base64,...
        alt: what is seen in it

A scene stands still at the values of `set`: so it is printed, and so it is shown as the next one. A swept control that
`set` does not name stands at the end of its sweep. In the browser and in answers a lecture is JSON, as
`writing.told` gives it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer import catalogue
from explorer.controls import Control
from explorer.lesson import Parameters

MOST_SCENES = 100
MOST_STEPS = 20  # of one scene
LONGEST = {"title": 200, "author": 200, "about": 600, "caption": 400, "notes": 8000, "text": 4000, "alt": 400}
"""Characters of each text."""
MINUTES = (1.0, 600.0)
SECONDS = (0.5, 120.0)  # the shortest and the longest sweep
SWEPT = {"slider", "steps"}  # kinds of controls that can be swept


@dataclass(frozen=True)
class Sweep:
    """A control that moves from `start` to `end` in `seconds`, on entry or on the next key."""

    control: str
    start: float
    end: float
    seconds: float
    on_click: bool = False

    def at(self, control: Control, fraction: float) -> float:
        """The value after a fraction (0 to 1) of the way; a logarithmic slider moves by equal factors."""
        if getattr(control, "log", False):
            value = self.start * (self.end / self.start) ** fraction
        else:
            value = self.start + (self.end - self.start) * fraction
        return control.check(value)


@dataclass(frozen=True)
class LectureScene:
    """One scene: a lesson (its slug) at checked parameters, or without a lesson a title, a text, an image (a data: URI
    that was checked). `show` names the controls on the screen, `numbers` the readouts. `given` are numbers of the words
    that are not the scene's own, `holds` what they claim. `steps` are scenes of the same lesson that follow one another
    within this one."""

    lesson: str
    parameters: Parameters = Parameters({})  # noqa: RUF009 - it is immutable
    sweep: Sweep | None = None
    show: tuple[str, ...] = ()
    caption: str = ""
    notes: str = ""
    numbers: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    steps: tuple[LectureScene, ...] = ()
    title: str = ""
    text: str = ""
    image: str = ""
    alt: str = ""

    @property
    def name(self) -> str:
        """What the scene is called: its own title, or that of its lesson."""
        return self.title or (catalogue.find(self.lesson).title if self.lesson else "")

    def at(self, fraction: float) -> Parameters:
        """The parameters after a fraction (0 to 1) of the sweep; without a sweep always the scene's own."""
        if self.sweep is None:
            return self.parameters
        control = catalogue.find(self.lesson).control(self.sweep.control)
        return Parameters({**self.parameters, self.sweep.control: self.sweep.at(control, fraction)})


@dataclass(frozen=True)
class Lecture:
    """A title and at least one scene. `name` is the name of a ready lecture's file, or "". `minutes` is how long it may
    take, if that is said."""

    name: str
    title: str
    author: str = ""
    about: str = ""
    scenes: tuple[LectureScene, ...] = ()
    minutes: float | None = None

    def stops(self) -> Iterator[tuple[str, LectureScene]]:
        """Each scene and each step of one, with its number: 3, or 3.2 for the second step of scene 3."""
        for number, scene in enumerate(self.scenes, 1):
            yield str(number), scene
            yield from ((f"{number}.{step}", each) for step, each in enumerate(scene.steps, 2))
