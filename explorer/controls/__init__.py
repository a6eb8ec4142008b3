"""The controls. Each class is a parameter: how it is shown, checked, linked, tested, typed on a command line."""

from explorer.controls.base import Control, ControlError, Widget, jsonable
from explorer.controls.camera import CAMERA, Camera
from explorer.controls.cells import Cells, Simplex, Sketch
from explorer.controls.choice import Choice, Toggle
from explorer.controls.data import Data, OwnData, opened, unpack
from explorer.controls.expression import Expression
from explorer.controls.geometric import TEN_DIGITS, WIDE, Matrix, Point, Points, nearly_singular
from explorer.controls.numeric import Seed, Slider, Steps
from explorer.controls.words import Text

__all__ = [
    "CAMERA",
    "TEN_DIGITS",
    "WIDE",
    "Camera",
    "Cells",
    "Choice",
    "Control",
    "ControlError",
    "Data",
    "Expression",
    "Matrix",
    "OwnData",
    "Point",
    "Points",
    "Seed",
    "Simplex",
    "Sketch",
    "Slider",
    "Steps",
    "Text",
    "Toggle",
    "Widget",
    "jsonable",
    "nearly_singular",
    "opened",
    "unpack",
]
