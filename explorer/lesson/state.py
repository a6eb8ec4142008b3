"""The state of a lesson: its parameters, and named quantities that are computed when asked for.

A quantity that is cheap is a `functools.cached_property`: computed at most once for a state. One that is not names the
controls that it hangs on, with `kept`: it is computed from those alone and stays for all states that agree in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.lesson.parameters import Named, Parameters
from mathcore.common import memory

Q = TypeVar("Q", bound="State")
T = TypeVar("T")


class State:
    """The parameters `p` of one state; a lesson's own class adds the quantities."""

    def __init_subclass__(cls) -> None:
        taken = {"p", "steady", "steady_before", "steadied", "quantities"} & set(vars(cls))
        if taken:
            raise TypeError(f"{cls.__qualname__} names a quantity {', '.join(sorted(taken))}, which every state has.")

    def __init__(self, parameters: Parameters) -> None:
        self.p = parameters
        # Directions by name: as the frame before showed them, while a hand moves something, and as this one does.
        self.steady_before: Mapping[str, NDArray[np.float64]] = {}
        self.steadied: dict[str, NDArray[np.float64]] = {}

    def steady(self, name: str, vectors: ArrayLike) -> NDArray[np.float64]:
        """Directions whose sign means nothing (eigenvectors, singular vectors), in the columns of an array.

        While a hand moves something each keeps the sign that is nearer to the frame before, so that none jumps to its
        other side; at rest they are as given. A column of another number than before is as given.
        """
        found = np.array(vectors, dtype=float)
        old = self.steady_before.get(name)
        if old is not None and old.shape == found.shape:
            found[:, (found * old).sum(axis=0) < 0] *= -1
        self.steadied[name] = found
        return found

    @classmethod
    def quantities(cls) -> list[str]:
        """The names of all quantities."""
        return [
            name
            for owner in reversed(cls.__mro__)
            for name, value in vars(owner).items()
            if isinstance(value, (cached_property, property, Kept)) and not name.startswith("_")
        ]


class Kept(Generic[Q, T]):
    """A quantity that hangs on the controls of these names alone. As a property it is the value."""

    def __init__(self, compute: Callable[[Q], T], names: tuple[str, ...]) -> None:
        self.compute, self.names = compute, names
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type[State], name: str) -> None:
        self.name = name
        self.path = f"{owner.__module__}.{owner.__qualname__}.{name}"

    @overload
    def __get__(self, state: None, owner: type[Q]) -> Kept[Q, T]: ...
    @overload
    def __get__(self, state: Q, owner: type[Q]) -> T: ...
    def __get__(self, state: Q | None, owner: type[Q]) -> Kept[Q, T] | T:
        if state is None:
            return self
        values = Named(state.p, self.names, self.path)
        # By the class of the state: in that of a view, what it asks for may be another quantity of the same name.
        key = owner.__module__, owner.__qualname__, self.name, values
        found = memory.SHELF.find(key, lambda: self.compute(owner(values)))
        state.__dict__[self.name] = found  # from now on Python finds it there first
        return found


def kept(*names: str) -> Callable[[Callable[[Any], T]], Kept[Any, T]]:
    """Declare a quantity of a `State` that hangs on the controls of these names alone, and is kept for them.

    Reading another control in it, or in what it asks for, raises `Undeclared`.
    """
    return lambda compute: Kept(compute, names)
