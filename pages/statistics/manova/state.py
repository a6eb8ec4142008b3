"""The state of the lesson: two groups and their shadows, a design, several groups and their roots, outliers."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import opened, unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.common.memory import remembered
from mathcore.statistics import feature_groups as many
from mathcore.statistics import joint_tests as joint
from mathcore.statistics import outlying

held: Any = kept  # of a quantity in one line
BUILT: Any = {"draw": np.array, "stackloss": lambda _: outlying.stackloss()}
COLUMNS = {"draw": ("first feature", "second feature"), "stackloss": ("air flow", "water temperature (°C)")}
read = remembered(lambda data: opened(data, many.built_in, many.from_columns, 2))


def answered(found: Any, *given: Any) -> Any:
    """What the mathematics says, or its sentence on why there is nothing to say."""
    try:
        return found(*given)
    except ValueError as error:
        raise Unanswerable(str(error)) from None


class Joint(State):
    """What each view computes, when it is asked for."""

    drawn = cached_property(lambda q: q.p.pair == "draw")
    noise = held("size", "rho", "seed")(lambda q: many.exact_noise(2, q.p.size, q.p.rho, q.p.seed))
    ends = cached_property(lambda q: np.outer([-0.5, 0.5], q.p.shift))
    both = cached_property(lambda q: many.around(q.ends, q.noise) if q.drawn else answered(read, q.p.pair))
    pair = cached_property(lambda q: many.hard_pair(q.both))
    scaled = cached_property(lambda q: answered(many.standardised, q.pair))
    two = cached_property(lambda q: joint.two_groups(*q.scaled))
    u = cached_property(lambda q: np.array([np.cos(np.deg2rad(q.p.angle)), np.sin(np.deg2rad(q.p.angle))]))
    t_u = cached_property(lambda q: t if (t := float(q.two.along(q.u))) > 1e-12 * q.t_squared else 0.0)  # or rounding
    singles = cached_property(lambda q: q.two.along(np.eye(2)))
    apart = cached_property(lambda q: q.two.t_squared > 1e-18)  # less is rounding
    chosen = cached_property(lambda q: q.apart * (q.two.difference if q.p.naive else q.two.best))  # spreads are 1 here
    chosen_angle = cached_property(lambda q: float(np.rad2deg(np.arctan2(*q.chosen[::-1])) % 180))
    t_squared = cached_property(lambda q: q.apart * q.two.t_squared)
    t_chosen = cached_property(lambda q: float(q.two.along(q.chosen)) if q.apart else 0.0)
    limit_one = cached_property(lambda q: joint.t_squared_critical(q.p.alpha, 1, q.two.freedom))
    limit_all = cached_property(lambda q: joint.t_squared_critical(q.p.alpha, 2, q.two.freedom))

    # The same as a plan, whatever data the first view shows.
    tie = cached_property(lambda q: round(q.p.rho, 6))  # the slider's 0 is 10⁻¹⁶
    design = cached_property(lambda q: joint.Design(q.p.size, q.p.shift, q.p.rho, q.p.alpha))
    t_joint = cached_property(lambda q: q.design.t_squared)
    p_singles = cached_property(lambda q: [joint.t_tail(t * t, q.design.freedom) for t in q.design.t])
    p_joint = cached_property(lambda q: q.design.groups.p)

    # Several groups.
    own_means = cached_property(lambda q: q.p.table == "draw")
    noises = held("each", "rho", "seed")(lambda q: many.exact_noise(3, q.p.each, q.p.rho, q.p.seed))
    sample = cached_property(lambda q: many.around(q.p.means, q.noises) if q.own_means else answered(read, q.p.table))
    m = cached_property(lambda q: answered(joint.manova, q.sample.groups))
    shown = cached_property(lambda q: many.drawn_plane(q.sample, q.m))
    limits = cached_property(lambda q: joint.critical(q.p.alpha, *q.m.design))
    roots = cached_property(lambda q: q.m.roots[:2])
    p_four = cached_property(lambda q: q.m.p_values)
    rejects = cached_property(lambda q: {k: p < q.p.alpha for k, p in q.p_four.items()})

    # Rows and outliers.
    own_rows = cached_property(lambda q: q.p.cloud == "draw")
    theirs = cached_property(lambda q: None if q.p.cloud in ("draw", "stackloss") else unpack(q.p.cloud))
    rows = cached_property(lambda q: q.theirs.values if q.theirs else BUILT[q.p.cloud](q.p.spots))
    columns = cached_property(lambda q: q.theirs.columns if q.theirs else COLUMNS[q.p.cloud])
    classical = cached_property(lambda q: answered(outlying.classical, q.rows))
    tightest = held("cloud", "spots")(lambda q: outlying.smallest_determinant(q.rows))
    robust = held("cloud", "spots")(lambda q: outlying.robust(q.rows, q.tightest[0]))  # None: half of them on a line
    cut = cached_property(lambda q: outlying.cut(q.rows.shape[1]))
    wall = cached_property(lambda q: (len(q.rows) - 1) ** 2 / len(q.rows))  # no D² of a row is larger
    farthest = cached_property(lambda q: float(q.classical.distances.max()))
    outside = cached_property(lambda q: np.flatnonzero(q.classical.distances > q.cut))
    flagged = cached_property(lambda q: np.flatnonzero(q.robust.distances > q.cut) if q.robust else np.arange(0))
