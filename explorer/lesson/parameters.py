"""The checked values of a lesson's controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


class Undeclared(RuntimeError):
    """A kept quantity read a control that it did not name: what is kept for others would be wrong for them."""


class Parameters(Mapping[str, Any]):
    """The checked values of all controls of a lesson: read as attributes or as a mapping, hashable."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"The lesson has no control named {name}; it has {', '.join(self)}.") from None

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


class Named(Parameters):
    """The values of some controls alone, for the quantity that named them."""

    __slots__ = ("_quantity",)

    def __init__(self, values: Mapping[str, Any], names: Sequence[str], quantity: str) -> None:
        super().__init__({name: values[name] for name in names})
        self._quantity = quantity

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            named = ", ".join(self._values) or "none"
            raise Undeclared(f"{self._quantity} reads {name}, which is not among the controls that it names: {named}.")
        return self._values[name]
