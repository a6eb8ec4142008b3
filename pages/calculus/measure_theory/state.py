"""The controls of the lesson and its quantities: a photograph in blocks, patients in leaves, slabs, laws, sequences."""

from __future__ import annotations

from functools import cached_property

import numpy as np

import viz
from explorer.controls import Choice, Expression, Points, Seed, Simplex, Slider, Steps, Toggle
from explorer.lesson import State, kept
from mathcore.calculus import conditional_expectation as ce
from mathcore.calculus import measures as ms
from mathcore.calculus import modes_of_convergence as mc

KNOWN = Choice("known", "What is told of a pixel", {"blocks": "its block", "levels": "its brightness class"}, "blocks")
FINER = "0 tells nothing. Each step halves blocks and classes, doubles columns and slabs, or looks three times closer."
LEVEL = Steps("level", "Refinement", high=ce.FINEST, default=4, rate=1.5, help=FINER)
CORNERS = Points("corners", "Corners of A", ((160, 112), (368, 272)), (0, 512), (0, 384), 4, fewest=2, most=2)
SNAP = Toggle("snap", "Round A up to an event of F", help="It becomes the smallest that contains the rectangle.")
LEAVES = Slider("leaves", "Leaves", 1, ce.LEAVES, 6, log=True, integer=True, per_decade=80)
PATIENT = Slider("patient", "Patient ω", 0, 441, 180, 1, integer=True, help="In the order of the picture.")
SEED = Seed("seed", "Seed of folds and draws", 1)
KINDS = {"typed": "typed", "dirichlet": "1 on ℚ, else 0", "thomae": "1/q at p/q, else 0"}
KINDS |= {"fat": "1 on a fat Cantor set"}
KIND = Choice("kind", "Function f on [0, 1]", KINDS, "typed")
EXAMPLES = ("x^2", "sin(9x)/2+x", "floor(4x)/4", "abs(sin(40x))", "sin(1/x)", "exp(-8(x-0.4)^2)", "1/x", "x-0.6")
TEXT = Expression("text", "f(x)", "sin(9x)/2+x", examples=EXAMPLES, when={"kind": ("typed",)})
SHARE = Slider("share", "Level t, as a share of the height", 0, 1, 0.4, 0.005)
SHARES = Simplex("shares", "Atom, density, Cantor", ((0.2, 0.4, 0.4),), help="The others keep their ratio.")
PLACE = Slider("place", "Place of the atom", 0, 1, 0.5, 0.01)
X = Slider("x", "Point x", 0, 1, 0.25, 0.01)
NAMES = {"typewriter": "typewriter", "escape": "n on (0, 1/n)", "root": "√n on (0, 1/n)"}
SEQUENCE = Choice("sequence", "Sequence Xₙ", NAMES | {"power": "ωⁿ", "flip": "halves in turn"}, "typewriter")
STEP = Steps("step", "n", low=1, high=31, default=11, rate=4)
OMEGA = Slider("omega", "Outcome ω", 0, 1, 0.3, 0.005)
EPS = Slider("eps", "ε", 0.05, 0.95, 0.5, 0.05)
SEEN = "known", "level", "corners", "snap"
image = lambda values: viz.picture(np.rint(values).astype(np.uint8), x=(0, ce.COLUMNS), y=(0, ce.ROWS))


class Measure(State):
    """What the views ask for; none asks for another's."""

    simplex = SHARES  # the control: how one share moves the others

    corners = cached_property(lambda q: np.sort(np.array(q.p.corners, dtype=int), axis=0).tolist())  # low, then high
    explained = cached_property(lambda q: q.cells.between / (q.cells.between + q.within))
    masked = cached_property(lambda q: q.p.snap and q.p.known == "levels")  # then A is no rectangle
    cells = kept("known", "level")(lambda q: ce.partition(q.p.known, q.p.level))
    event = kept(*SEEN)(lambda q: ce.seen(q.cells, q.corners[0], q.corners[1], q.p.snap))

    # E Var(X|F), the mean square of what is missing; how far E[E[X|F]|G] is from E[X|G], for the next coarser G.
    within = kept("known", "level")(lambda q: np.mean((ce.photograph() - q.cells.expectation()) ** 2))
    tower = kept("known", "level")(lambda q: ce.tower(q.cells, ce.partition(q.p.known, max(q.p.level - 1, 0))))

    # Layout images: the photograph, E[X|F], and the photograph where A is no rectangle, pale outside of A.
    photo = kept()(lambda q: image(ce.photograph()))
    told = kept("known", "level")(lambda q: image(q.cells.expectation()))
    pale = kept(*SEEN)(lambda q: image(ce.paled(q.event.met[q.cells.labels])))

    tree = cached_property(lambda q: ce.grown())
    guess = cached_property(lambda q: q.tree.expectation(q.p.leaves))  # E[y|F] of each patient
    borders = cached_property(lambda q: q.tree.borders(q.p.leaves))
    leaf = cached_property(lambda q: int(np.searchsorted(q.borders, q.p.patient, side="right")) - 1)  # of the patient
    explained_by_leaves = cached_property(lambda q: float(q.guess.var() / q.tree.target.var()))
    unseen = kept("seed")(lambda q: ce.on_new_patients(q.p.seed))  # R² on new patients, of 1 to 64 leaves
    own = kept()(lambda q: ce.grown().explained)  # R² on these

    pieces = cached_property(lambda q: 2**q.p.level)
    t = cached_property(lambda q: q.graph.base + q.p.share * (q.graph.top - q.graph.base))
    above_t = cached_property(lambda q: float(q.graph.above(q.t)))
    slab = cached_property(lambda q: (q.graph.top - q.graph.base) / q.pieces)  # its height
    riemann = cached_property(lambda q: [float(each.mean()) for each in q.columns])  # lower and upper sum of columns
    lebesgue = cached_property(lambda q: q.graph.sums(q.pieces))  # of slabs
    graph = kept("kind", "text")(lambda q: ms.graph(q.p.kind, q.p.text))
    curve = kept("kind", "text")(lambda q: q.graph.curve())
    columns = kept("kind", "text", "level")(lambda q: q.graph.columns(q.pieces))
    slabs = kept("kind", "text", "level")(lambda q: q.graph.slabs(q.pieces))
    layers = kept("kind", "text")(lambda q: q.graph.layer_cake())

    law = cached_property(lambda q: ms.Mixture(q.p.place, *q.p.shares[0]))
    cdf = cached_property(lambda q: q.law.cdf(q.p.x))
    masses = cached_property(lambda q: q.law.masses(q.p.x, q.p.level))
    cell_mass = cached_property(lambda q: float(sum(q.masses)))
    draws = kept("shares", "place", "seed")(lambda q: q.law.draw(q.p.seed, 300))
    area = kept("shares", "place")(lambda q: q.law.area())

    sizes = cached_property(lambda q: mc.sizes(q.p.sequence, q.p.step, q.p.eps))
    x_n = cached_property(lambda q: float(mc.value(q.p.sequence, q.p.step, q.p.omega)))
    modes = cached_property(lambda q: mc.modes(q.p.sequence))
    envelope_mean = cached_property(lambda q: mc.envelope_mean(q.p.sequence, q.p.step))
    fatou = kept("sequence", "step")(lambda q: mc.fatou(q.p.sequence, q.p.step, 31))
