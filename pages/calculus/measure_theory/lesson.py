"""A measure says how much of the outcomes an event holds, and a σ-algebra says which events can be told at all."""

from __future__ import annotations

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import conditional_expectation as ce
from mathcore.calculus import measures as ms
from mathcore.calculus import modes_of_convergence as mc
from pages.calculus.measure_theory import panels, state
from pages.calculus.measure_theory import readouts as say
from pages.calculus.measure_theory.state import Measure

SEEN = [state.KNOWN, state.LEVEL, state.CORNERS, state.SNAP]
TREE = [state.LEAVES, state.PATIENT, state.SEED]
SLABS = [state.KIND, state.TEXT, state.LEVEL, state.SHARE]
LAWS = [state.SHARES, state.PLACE, state.X, state.LEVEL, state.SEED]
MODES = [state.SEQUENCE, state.STEP, state.OMEGA, state.EPS]
ON_PHOTO = [panels.photo_panel, panels.told_panel, panels.share_panel]
ON_TREE = [panels.patients_panel, panels.leaves_panel]
ON_CURVE = [panels.columns_panel, panels.slabs_panel, panels.pushed_panel]
ON_LINE = [panels.parts_panel, panels.cdf_panel, panels.scale_panel]
ON_OMEGA = [panels.omega_panel, panels.path_panel, panels.sizes_panel]


def new_at_64(q: Measure) -> bool:
    fits = lambda level: ce.enclosed(level, *q.corners)
    return bool(q.p.known == "blocks" and not q.p.snap and q.event.probability >= 0.1 and fits(2) and not fits(1))


def slabs_win(q: Measure) -> bool:
    (low, high), (under, over) = q.riemann, q.lebesgue
    return bool(q.p.kind == "typed" and q.p.level >= 6 and high - low >= max(30 * (over - under), 1e-9))


at_64 = lambda *corners, **more: {"level": 2, **more, "corners": corners}
typed = lambda text, level=6: {"view": "slabs", "text": text, "level": level}
CANTOR, BINARY = {"view": "laws", "shares": ((0.0, 0.0, 1.0),), "x": 0.25}, "0.0101… in base 2 is 1/4 + 1/16 + … = 1/3."
lesson = Lesson(
    title="Measure Theory Lite: Probability on Solid Ground",
    terms=(
        *("sigma-algebra", "filtration", "conditional expectation", "Lebesgue integral", "layer cake", "tower rule"),
        *("almost sure convergence", "convergence in probability", "dominated convergence", "Fatou", "measurable set"),
        *("Cantor function", "singular distribution", "Dirichlet function", "inner and outer measure"),
    ),
    state=Measure,
    choose="Show",
    views={
        "seen": View("Photograph", ON_PHOTO, say.seen, say.seen_alt, SEEN, say.seen_notice),
        "tree": View("Tree", ON_TREE, say.tree, say.tree_alt, TREE),
        "slabs": View("Slabs", ON_CURVE, say.slabs, say.slabs_alt, SLABS, say.slabs_notice),
        "laws": View("Three kinds of law", ON_LINE, say.laws, say.laws_alt, LAWS),
        "modes": View("Convergence", ON_OMEGA, say.modes, say.modes_alt, MODES),
    },
    numbers=say.numbers,
    listing=say.listing,
    challenges=(
        Challenge(
            "Drag A, not rounded up, onto an event of at least a tenth that blocks of 64 see and blocks of 128 do not.",
            "At refinement 2 both frames must lie on A: its sides run along blocks of 64, not all along blocks of 128.",
            new_at_64,
            [at_64((0, 0), (192, 256)), at_64((64, 64), (448, 320), level=5), at_64((512, 384), (256, 192), level=1)],
            [at_64((0, 0), (256, 256)), at_64((0, 0), (196, 256)), at_64((0, 0), (192, 256), snap=True)],
            views=["seen"],
        ),
        Challenge(
            "Predict: the Cantor function rises from 0 to 1, and only on a set of length 0. How high is it at 1/4?",
            "1/4 is 0.020202… in base 3. Twos become ones, and the digits are read in base 2.",
            predict=Prediction("c(1/4)", lambda q: q.cdf, 0.01, CANTOR, why=BINARY),
        ),
        Challenge(
            "Type a function for which 64 columns or more leave a gap at least 30 times that of as many slabs.",
            "A slab does not mind where f is. A column minds how far f goes up and down within it.",
            slabs_win,
            [typed("sin(500x)"), typed("floor(300x)-2*floor(150x)"), typed("abs(sin(900x))", 7), typed("floor(x)")],
            [typed("sin(20x)"), typed("100x^2"), typed("sin(500x)", 5), typed("0*x")],
            views=["slabs"],
        ),
    ),
    related=("integration", "random_variables", "martingales", "lln_clt", "functions_limits"),
    oracles=(
        *("means over cells: scipy.ndimage", "trees: scikit-learn", "integrals: scipy.integrate.quad"),
        *("Cantor function: its functional equations", "laws: scipy.stats", "sequences: sums over a fine grid"),
    ),
    source=(ce.partition, ce.seen, ms.cantor, mc.sizes),
)
