"""The lesson on random projections: what its exercises ask. (Its mathematics has its oracles in
`tests/mathcore/advanced/test_johnson_lindenstrauss.py`.)"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from explorer.catalogue import find, tasks


def test_no_exercise_asks_for_a_bound_that_says_nothing():
    """Chernoff's bound on a chance is asked for where it is below 1; at k = 100, ε = 0.1 it was 1.58."""
    lesson = find("random_projections")
    task = next(each for each in tasks(lesson) if "Chernoff’s bound" in each.text)
    for k, eps in itertools.product(task.vary["k"], task.vary["eps"]):
        state: Any = lesson.at(lesson.parameters({**task.at, "k": k, "eps": eps}))
        bound = state.pair_bound
        assert bound == pytest.approx(2 * np.exp(-k * (eps**2 / 2 - eps**3 / 3) / 2))
        assert bound < 0.95
