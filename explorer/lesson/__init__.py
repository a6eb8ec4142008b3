"""The vocabulary of a lesson: what its folder is made of.

A lesson is data and a few functions. Its `State` has the named quantities, each computed when it is asked for; its
`View`s draw them; its text has the presets. `Lesson.scene` is the one function that everything else calls: the page,
each frame of a drag, files, the command line, the tests.
"""

from explorer.lesson.challenges import Again, Challenge, Prediction
from explorer.lesson.former import Former
from explorer.lesson.lesson import VIEW, Lesson, View
from explorer.lesson.parameters import Parameters, Undeclared
from explorer.lesson.presets import Preset, PresetError
from explorer.lesson.readouts import Law, Readout, law, up_to
from explorer.lesson.scene import Scene, Unanswerable
from explorer.lesson.state import State, kept

__all__ = [
    "VIEW",
    "Again",
    "Challenge",
    "Former",
    "Law",
    "Lesson",
    "Parameters",
    "Prediction",
    "Preset",
    "PresetError",
    "Readout",
    "Scene",
    "State",
    "Unanswerable",
    "Undeclared",
    "View",
    "kept",
    "law",
    "up_to",
]
