"""The panels of the lesson. "null" is the world without an effect, "model" the one with it, "data" what was seen,
"gradient" a false alarm, "optimum" the truth or what is exact, "accent" the threshold and the reader's pick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import hypothesis_tests as ht
from mathcore.statistics import line_up
from pages.statistics.hypothesis_testing.state import DIVIDE, EDGES, SHUFFLES, SIZES
from viz import distributions

if TYPE_CHECKING:
    from pages.statistics.hypothesis_testing.state import Testing

D, SIGNALS, QUARTERS = np.linspace(-1.5, 2.2, 223), np.geomspace(0.1, 4.0, 80), (0, 0.25, 0.5, 0.75, 1)
DANCERS, FAR, TALL = 30, 2.4, 4.0  # experiments drawn one by one, as far out as; the highest density of p drawn
Z, SHOWN, BIN = (-4.0, 7.0), 240, 0.2  # of the dots of estimates
SIDE, BINS, TENTHS = 5.5, 48, (0, 0.1, 0.2, 0.3, 0.4)  # of the axis of √χ²; of the histogram of t
PARTS = {"real": "model", "wrong sign": "accent", "no effect": "gradient"}

percent = lambda share: f"{number(100 * share, 3)}%"
cut_off = lambda text, most=20: text if len(text) <= most else text[: most - 1] + "…"
upright = lambda x, top, role, **style: viz.segment((x, 0), (x, top), role, hover=False, **style)
both = lambda at, top, role, left=1.0: viz.line(
    [at, at, np.nan, -at, -at], [0, top, np.nan, 0, left * top], role, dash="dash"
)
inwards = lambda at: "middle left" if at > 0 else "middle right"  # of zero: the side for a text at that place
grip = lambda name, at, label, role, moves: viz.Handle(name, at, label, role, moves=moves, follows="x")


def level(t: float, df: float) -> dict[str, Any]:
    """The level of a threshold that is dragged to t."""
    if t <= 0:
        raise viz.Limit("The threshold stays on the right of zero; its mirror image on the left goes with it.")
    return {"alpha": float(ht.p_at(t, df))}


def bells_panel(q: Testing) -> viz.Plane:
    """What would be observed without the effect and with it, and the lines beyond which a test says "significant"."""
    peak, seen, n = float(ht.difference_density(0.0, 0.0, q.p.n)), q.edge < D[-1], q.p.n
    null, real = (ht.difference_density(D, d, n) / peak for d in (0.0, q.p.effect))
    right, left, edge = q.edge <= D, q.edge <= -D, min(q.edge, D[-1] - 0.03)
    hill = lambda y, role: viz.line(D, np.where(y > 0.15, y, np.nan), role, width=0, hover=False)  # where names stand
    named = ((null, "null", "no effect", 0.3), (real, "model", "effect d", 0.7))
    text = (
        "\u00a0\u00a0\u00a0significant →"
        if seen and edge < 1.2
        else "significant →\u00a0\u00a0\u00a0"
        if seen
        else f"line at {number(q.edge, 3)} →"
    )
    traces = [
        viz.area(D, np.where(right, real, 0), 0.0, "model", opacity=0.38),
        viz.area(D, np.where(left, real, 0), 0.0, "gradient", opacity=0.8),
        viz.area(D, np.where(left | right, null, 0), 0.0, "null", opacity=0.55),
        viz.line(D, null, "null", width=2.6, name="no effect"),
        viz.line(D, real, "model", width=2.6, name="the effect is real"),
        *(viz.called(hill(y, role), name, at=at) for y, role, name, at in named),
        viz.called(
            viz.line([q.p.effect - 0.1, q.p.effect + 0.1], [real.max()] * 2, width=0, hover=False)
        ),  # its handle
        viz.called(both(edge if seen else np.nan, 1.1, "accent", 0.93)),  # under what is written in the corner
        viz.note(edge, 1.16, text, "accent", "middle right" if edge < 1.2 else "middle left"),
        viz.note(-1.45, 1.16, f"power {percent(q.power)}", "model"),
        viz.note(-1.45, 1.08, f"α {percent(q.p.alpha)}", "null"),
    ]
    handles = [
        grip("line", (edge, 1.1), "threshold", "accent", lambda x, _: level(x * np.sqrt(n / 2), q.df)),
        grip("peak", (q.p.effect, float(real.max())), "true effect", "model", lambda x, _: {"effect": x}),
    ]
    x = viz.Axis("observed difference (pooled deviations)", (-1.5, 2.2))
    y = viz.Axis("density (top of the null = 1)", (0, 1.22), ticks=QUARTERS)
    return viz.Plane(traces, x, y, f"n = {n} in each group", handles=handles)


def power_panel(q: Testing) -> viz.Plane:
    """Power against the size of the groups, for the effect and for half of it: the same curve, four times as far."""
    here, need = (q.p.n, q.power), q.needed if q.needed <= SIZES[-1] else np.nan
    place = np.maximum(np.argmin(np.abs(q.powers - 0.55), axis=1), 4)  # of the names
    traces = [
        viz.line([2, 400], [0.8, 0.8], "optimum", width=1.4, dash="dot", hover=False),
        viz.line([2, 400], [q.p.alpha] * 2, "null", width=1.4, dash="dot", hover=False),
        viz.called(viz.line(SIZES, q.powers[1], "model", width=1.6, dash="dash", name="half the effect")),
        viz.called(viz.line(SIZES, q.powers[0], "model", width=2.8, name="power")),
        viz.label(
            SIZES[place],
            q.powers[(0, 1), place] + 0.02,
            ["d ", "d/2 " * bool(q.powers[1].max() > q.p.alpha + 0.1)],
            "model",
            position="top left",
            size=15,
        ),
        viz.called(upright(need, 0.8, "optimum", width=1.4, dash="dot"), f"n = {need:.0f}", at=0.35, size=13),
        viz.note(2.1, 0.835, "80%", "optimum"),
        viz.note(390, q.p.alpha + (0.035 if q.p.alpha < 0.045 else -0.025), "α", "null", "middle left"),
        viz.dots(here, "model", size=13, name="this design"),
    ]
    handles = [grip("size", here, "size of each group", "model", lambda x, _: {"n": x})]
    x = viz.Axis("n in each group", (1.9, 420), log=True, ticks=(2, 5, 10, 20, 50, 100, 200, 400))
    return viz.Plane(traces, x, viz.Axis("power", (0, 1.04), percent=True), "How large must it be?", handles=handles)


def dance_panel(q: Testing) -> viz.Plane:
    """The first experiments: each difference with its 95% interval, and its p."""
    found, k = q.many, np.arange(DANCERS)
    middle, p, gap = found.difference[:DANCERS], found.p[:DANCERS], np.full(DANCERS, np.nan)
    half = ht.critical(0.05, found.df[:DANCERS]) * found.error[:DANCERS]
    passed, top = (p <= q.p.alpha)[:, None], (q.p.shift, DANCERS + 0.6)
    bars, up = np.stack([*np.clip((middle - half, middle + half), -FAR, FAR), gap], axis=1), np.stack([k, k, gap], 1)
    told = [f"{each:.3f}" if each >= 0.001 else "< 0.001" for each in p]
    role = "gradient" if q.p.shift == 0 else "model"
    traces = [
        viz.segment((0, -1), (0, DANCERS), "null", width=1.6, hover=False),
        viz.segment((q.p.shift, -1), top, "optimum", width=1.8, dash="dash", hover=False),
        viz.line(np.where(passed, np.nan, bars).ravel(), up.ravel(), "muted", width=1.6, hover=False),
        viz.line(np.where(passed, bars, np.nan).ravel(), up.ravel(), role, width=2.6, hover=False),
        viz.markers(np.clip(middle, -FAR, FAR), k, "data", size=6, name="difference"),
        viz.note(2.55, DANCERS + 0.6, "p", "ink", size=12),
        # In two columns: on a phone the rows are half a line of type apart.
        viz.label(2.55 + 1.2 * (k % 2), k, told, "ink", position="middle right", size=10),
        viz.note(q.p.shift, DANCERS + 2.1, "true difference", "optimum", "top center", 12),
    ]
    handles = [grip("truth", top, "true difference", "optimum", lambda x, _: {"shift": x})]
    x = viz.Axis("difference, 95% interval (deviations of A)", (-2.5, 4.95), ticks=(-2, -1, 0, 1, 2))
    y, title = viz.Axis("experiment", (-1, DANCERS + 4.6), ticks=()), f"The same experiment, {DANCERS} times"
    return viz.Plane(traces, x, y, title, handles=handles, weight=0.85)


def p_panel(q: Testing) -> viz.Plane:
    """The p of all experiments as a histogram, and what is expected of each bar; a true null should give it flat."""
    wide, alpha, role = EDGES[1], q.p.alpha, "gradient" if q.p.shift == 0 else "model"
    heights = np.histogram(q.many.p, EDGES)[0] / (ht.EXPERIMENTS * wide)
    exact = np.minimum(np.diff(q.exact, prepend=0.0)[[*range(20), 19]] / wide, TALL)
    text, roles = f"↑ up to {number(heights[0], 3)}" if heights[0] > TALL else "", [role] + 19 * ["data"]
    traces = [
        viz.bars(EDGES[1:] - wide / 2, np.minimum(heights, TALL), roles, width=0.94 * wide, opacity=0.5),
        viz.line([0, 1], [1, 1], "null", width=1.8, dash="dash", hover=False),
        viz.line(EDGES, exact, "optimum", width=2.4, step=True, name="expected"),
        viz.note(0.985, 3.2, "╌ flat: what a true null should give", "null", "middle left"),
        viz.note(max(0.09, alpha + 0.03), TALL - 0.2, text, role),
        upright(alpha, TALL + 0.15, "accent", width=1.8, dash="dash"),
        viz.note(alpha + 0.05, TALL + 0.28, f"{percent(q.rejected)} of all are significant", "accent"),
    ]
    handles = [grip("level", (alpha, TALL + 0.15), "level α", "accent", lambda x, _: {"alpha": x})]
    x, y = viz.Axis("p-value", (0, 1)), viz.Axis("density of p", (0, TALL + 0.5), ticks=(0, 1, 2, 3, 4))
    return viz.Plane(traces, x, y, f"p of {ht.EXPERIMENTS:,} experiments", handles=handles)


def passes_panel(q: Testing) -> viz.Plane:
    """Estimates of many hypotheses as dots: those that pass the threshold are lit."""
    order = np.argsort(q.drawn[1][:SHOWN], kind="stable")
    z, real = q.drawn[0][:SHOWN][order], q.drawn[1][:SHOWN][order]
    wide = q.cut / round(q.cut / BIN)  # so that the threshold lies between two columns of dots
    x, rank = ht.piles(np.clip(z, Z[0] + wide, Z[1] - wide), wide)
    passed, mean, theta = np.abs(z) >= q.cut, q.passing.exaggeration * q.p.signal, q.p.signal
    spot = lambda chosen: np.where(chosen, 0.031 * (rank + 0.6), np.nan)
    side = "left" if q.cut < 1.5 else "center" if q.cut < 2.6 else "right"  # clear of the truth, and in the picture
    text = f" significant ones: <br> mean size {number(mean, 3)} "  # two lines: a panel in a hall is narrow
    traces = [
        viz.markers(x, spot(~passed & ~real), "null", size=7, opacity=0.35, name="no effect"),
        viz.markers(x, spot(~passed & real), "model", size=7, opacity=0.3, name="real, missed"),
        viz.markers(x, spot(passed & ~real), "gradient", size=8, symbol="x", name="no effect, significant"),
        viz.markers(x, spot(passed & real), "model", size=8, name="real, significant"),
        upright(theta, 1.0, "optimum", width=2, dash="dash"),
        upright(mean, 1.3, "data", width=2),
        both(q.cut, 0.69, "accent"),
        viz.note(theta, 1.03, "truth\u00a0\u00a0\u00a0", "optimum", "middle left"),
        viz.note(mean, 1.22, text, "data", "middle left" if mean > sum(Z) / 2 else "middle right"),
        viz.note(-q.cut, 0.7, f"threshold<br>±{number(q.cut, 3)}", "accent", f"top {side}"),
    ]
    handles = [
        grip("signal", (theta, 1.0), "true effect", "optimum", lambda x, _: {"signal": x}),
        grip("cut", (q.cut, 0.69), "threshold", "accent", lambda x, _: level(x, np.inf)),
    ]
    axes = viz.Axis("estimate (its standard errors)", Z), viz.Axis("", (0, 1.34), visible=False)
    return viz.Plane(traces, *axes, f"{SHOWN} estimates, each with its error", handles=handles, weight=1.2)


def exaggeration_panel(q: Testing) -> viz.Plane:
    """How much significant results exaggerate, against the true effect: 1 only where nearly all of them pass."""
    curve, here = ht.significance_filter(SIGNALS, q.p.alpha).exaggeration, (q.p.signal, q.passing.exaggeration)
    traces = [
        viz.line([0, 4], [1, 1], "optimum", width=1.4, dash="dash", hover=False),
        viz.line(SIGNALS, curve, "data", width=2.6, name="exaggeration"),
        viz.dots(here, "data", size=13, name="here"),
        viz.note(4.05, 40, f"×{number(here[1], 3)} at power {percent(q.passing.power)}", "data", "middle left"),
        viz.note(0.1, 1.1, "honest", "optimum", size=12),
    ]
    handles = [grip("here", here, "true effect", "data", lambda x, _: {"signal": x})]
    y = viz.Axis("mean size ÷ truth, of the significant", (0.9, 50), log=True, ticks=(1, 2, 5, 10, 20, 50))
    axes = viz.Axis("true effect (standard errors)", (0, 4.1)), y
    return viz.Plane(traces, *axes, "How much they exaggerate", handles=handles, weight=0.85)


def share_panel(q: Testing) -> viz.Plane:
    """Of what passes: real effects of the right sign, of the wrong one, and nothing at all."""
    wrong = (1 - q.false) * q.passing.wrong_sign
    parts = np.array([1 - q.false - wrong, wrong, q.false])
    base = np.cumsum(parts) - parts
    told = [f"{name}<br>{percent(part)}" if part > 0.07 else "" for name, part in zip(PARTS, parts, strict=True)]
    traces = [
        viz.bars([0] * 3, parts, [*PARTS.values()], width=0.8, base=base, opacity=0.6),
        viz.label([0] * 3, base + parts / 2, told, position="middle center", size=12),
    ]
    axes = viz.Axis("", (-0.5, 0.5), ticks=()), viz.Axis("share of what is significant", (0, 1), percent=True)
    return viz.Plane(traces, *axes, "What passes", weight=0.38)


def tiles_panel(q: Testing) -> viz.Plane:
    """Twenty small plots: one shows the groups as they are, nineteen shuffled labels. Which one is it?"""
    s, found, many = q.sample, q.tiles, range(1, line_up.TILES + 1)
    spots, gap = np.add([line_up.corner(k) for k in many], (0.06, 0.9)), np.full((1, 2), np.nan)
    traces = [
        viz.polyline(line_up.frames(), "grid", width=1.2, hover=False),
        viz.polyline(found.links, "muted", width=1, opacity=0.7, hover=False),
        viz.dots(found.first, "data", size=4, opacity=0.7, name=s.group_names[0]),
        viz.dots(found.second, "model", size=4, opacity=0.7, name=s.group_names[1]),
        viz.polyline(found.means, "ink", width=2.4, hover=False),
        viz.label(spots[:, 0], spots[:, 1], [str(k) for k in many], "muted", position="middle right", size=11),
        viz.note(0.03, -0.1, f"left: {cut_off(s.group_names[0])}", "data", size=12),
        viz.note(2.5, -0.1, f"right: {cut_off(s.group_names[1])}", "model", size=12),
        viz.polyline(line_up.frame(q.hidden) if q.p.reveal else gap, "optimum", width=5, hover=False),
        viz.polyline(line_up.frame(q.p.pick), "accent", width=2.6, dash="dash", hover=False),
    ]
    choose, at = lambda x, y: {"pick": line_up.tile_at(x, y)}, np.add(line_up.corner(q.p.pick), (0.5, 0.93))
    # It jumps from tile to tile: loosely.
    handles = [viz.Handle("choose", at, "the tile that you pick", "accent", moves=choose, follows="loosely")]
    axes = viz.Axis("", (-0.03, 5.03), visible=False), viz.Axis("", (-0.22, 4.03), visible=False)
    title = f"Number {q.hidden} is real" if q.p.reveal else f"Which of 20 is real? Up: {cut_off(s.compared)}"
    return viz.Plane(traces, *axes, title, handles=handles, weight=1.35)


def _chance(q: Testing, beyond: float = np.inf) -> list[Any]:
    """The law of t if labels mean nothing: its values under shuffles, Student's density, and that density beyond ±t."""
    t, wide = np.linspace(-q.span, q.span, 241), 2 * q.span / BINS
    counts, edges = np.histogram(np.clip(q.shuffled[1], -q.span, q.span), BINS, (-q.span, q.span))
    density = ht.t_density(t, q.tested.df)
    return [
        viz.bars(edges[1:] - wide / 2, counts / (SHUFFLES * wide), "null", width=wide, opacity=0.4, name="shuffles"),
        viz.line(t, density, "null", width=2.4, name="Student’s t"),
        viz.area(t, np.where(np.abs(t) >= beyond, density, 0), 0.0, "gradient", opacity=0.8),
    ]


def tiles_t_panel(q: Testing) -> viz.Plane:
    """The t of the tile that was picked; of all tiles, once the real one is revealed."""
    t, mine, truth = np.clip(q.tile_t, -q.span, q.span), q.p.pick - 1, q.hidden - 1
    real, pick = t[truth] if q.p.reveal else np.nan, f" pick: t = {number(round(q.tile_t[mine], 2), 3)} "
    traces = [
        *_chance(q),
        viz.markers(np.where(q.p.reveal, t, np.nan), np.full(len(t), -0.025), "null", size=9, name="a tile"),
        upright(t[mine], 0.47, "accent", width=2, dash="dash"),
        viz.note(t[mine], 0.49, pick, "accent", inwards(t[mine])),
        viz.line([real, real], [-0.05, 0.43], "optimum", width=3, hover=False),
        viz.note(real, 0.44, f" real: t = {number(q.tested.t, 3)} ", "optimum", inwards(t[truth])),
    ]
    axes = viz.Axis("t of a tile", (-q.span, q.span)), viz.Axis("density", (-0.06, 0.52), ticks=TENTHS)
    return viz.Plane(traces, *axes, "And how a t-test looks at it")


def groups_panel(q: Testing) -> viz.Plane:
    """The two groups one above the other, with their means; pairs are linked where the test keeps them."""
    s, own, a, b = q.sample, q.p.data == "draw", q.sample.first_group, q.sample.second_group
    ya, yb = (low + 1.9 * ((0.618 * np.arange(len(each))) % 1) for low, each in ((6.6, a), (2.0, b)))
    across, y = distributions.padded(line_up.pooled(s)), viz.Axis("", (0, 12.6), visible=False)
    if own:
        across, y = (0.0, 10.0), viz.Axis("y: the groups lie above and below 5", (0, 12.6), ticks=(0, 5, 10))
        ya, yb = s.second[s.second >= DIVIDE], s.second[s.second < DIVIDE]
    gap = np.full(len(a), np.nan)
    links = [np.stack([*each, gap], axis=1).ravel() for each in ((a, b), (ya, yb))] if q.paired else [gap[:1], gap[:1]]
    means, edge, size = (a.mean(), b.mean()), across[0] + 0.01 * np.ptp(across), 10 if len(a) + len(b) <= 60 else 6
    told = [f"{cut_off(name)}: mean {number(m, 4)}" for name, m in zip(s.group_names, means, strict=True)]
    traces = [
        viz.line(links[0], links[1], "muted", width=1.2, hover=False),
        viz.segment((across[0], 5), (across[1], 5), "grid", width=1.4, hover=False),
        viz.markers(a, ya, "data", size=size, opacity=0.8, name=s.group_names[0]),
        viz.markers(b, yb, "model", size=size, symbol="diamond", opacity=0.8, name=s.group_names[1]),
        viz.segment((means[0], 5), (means[0], 10), "data", width=2.4, dash="dash", hover=False),
        viz.segment((means[1], 0), (means[1], 5), "model", width=2.4, dash="dash", hover=False),
        viz.note(edge, 12.1, f"● {told[0]}", "data"),
        viz.note(edge, 11.3, f"◆ {told[1]}", "model"),
    ]
    handles = viz.handles("points", q.p.points, "point", "data") if own else []
    return viz.Plane(traces, viz.Axis(s.compared, across), y, f"{len(a)} and {len(b)} values", handles=handles)


def t_panel(q: Testing) -> viz.Plane:
    """Where the t of the data stands among those of shuffled labels."""
    at, p = float(np.clip(q.tested.t, -q.span, q.span)), number(q.shuffled[0].p_value, 3)
    traces = [
        *_chance(q, abs(q.tested.t)),
        upright(at, 0.43, "data", width=2.6),
        upright(-at, 0.2, "data", width=1.2, dash="dot"),
        viz.note(at, 0.45, f" seen: t = {number(q.tested.t, 4)} ", "data", inwards(at)),
        viz.note(-q.span, 0.49, f" p = {number(q.tested.p, 3)}; {p} by shuffles", "gradient", size=13),
    ]
    axes = viz.Axis("t", (-q.span, q.span)), viz.Axis("density if labels mean nothing", (0, 0.52), ticks=TENTHS)
    return viz.Plane(traces, *axes, f"{SHUFFLES:,} {'swaps within pairs' if q.paired else 'shuffles'}, Student’s t")


def mosaic_panel(q: Testing) -> viz.Plane:
    """The table as a mosaic: widths are the groups, heights their shares; without a link both cuts are level."""
    counts, totals, whole = q.table.counts, q.table.counts.sum(axis=1), max(q.table.counts.sum(), 1.0)
    overall, left = counts[:, 0].sum() / whole, totals[0] / whole if totals.any() else 0.5
    shares, middle = counts[:, 0] / np.maximum(totals, 1), np.array([left / 2, (1 + left) / 2])
    y = np.concatenate([shares / 2, (1 + shares) / 2])
    y = np.where(np.abs(y - overall) < 0.04, overall + np.where(y > overall, 0.06, -0.06), y)  # clear of the line
    x = np.tile(middle, 2) - np.where(np.concatenate([shares, 1 - shares]) < 0.2, 0.3, 0) * np.tile([left, 1 - left], 2)
    wide, base, heights = (0.995 * left, 0.995 * (1 - left)), [0, 0, *shares], [*shares, *(1 - shares)]
    told = [f"{n:g}" if tall > 0.06 else "" for n, tall in zip(counts.T.ravel(), heights, strict=True)]
    traces = [
        viz.bars([*middle] * 2, heights, ["data"] * 2 + ["model"] * 2, width=[*wide] * 2, base=base, opacity=0.35),
        viz.segment((0, overall), (1, overall), "optimum", width=2.4, dash="dash", name="expected without a link"),
        viz.label(x, y, told, "ink", position="middle center", size=15),
        viz.label(middle, [-0.1] * 2, [f"A: {totals[0]:g}", f"B: {totals[1]:g}"], position="middle center"),
        viz.note(1.01, overall, "no link", "optimum"),
    ]
    spots, label = np.stack([middle, shares], axis=1), lambda k: f"share of yes in {'AB'[k]}"
    cut = lambda row, _, y: {"counts": ht.with_share(q.p.counts, row, y)}
    # Counts are whole: the cut of a group of four moves by quarters.
    handles = viz.handles("cut", spots, label, "accent", moves=cut, follows="loosely")
    across = viz.Axis("group (width: its share of all)", (-0.02, 1.14), ticks=())
    axis = viz.Axis("share of yes in the group", (-0.15, 1.02), ticks=QUARTERS)
    return viz.Plane(traces, across, axis, "The table: below the cut, yes", handles=handles, weight=0.8)


def exact_panel(q: Testing) -> viz.Plane:
    """All tables with these margins: their exact chances, and the normal curve that the chi-square test takes."""
    t, grid = q.table, np.linspace(-SIDE, SIDE, 221)
    step, near = float(t.roots[1] - t.roots[0]) if not t.empty else 1.0, np.abs(t.roots) <= SIDE
    seen, heights = float(t.roots[t.place]), np.minimum(t.chances[near] / step, 0.55)
    roles, at = ["gradient" if each else "null" for each in t.as_improbable[near]], float(np.clip(seen, -SIDE, SIDE))
    traces = [
        viz.bars(t.roots[near], heights, roles, width=0.92 * step, opacity=0.55, name="exact"),
        viz.line(grid, ht.bell(grid), "null", width=2.4, name="approximation"),
        upright(at, 0.47, "data", width=2.6),
        both(q.cut, 0.42, "accent"),
        viz.note(at, 0.49, f" seen: χ² = {number(t.chi2, 4)}{'' if at == seen else ', beyond'} ", "data", inwards(at)),
        viz.note(-SIDE, 0.545, f" p = {number(t.p, 3)} by χ², {number(t.exact, 3)} exactly", "gradient"),
        viz.note(-q.cut, 0.44, "← α/2", "accent", f"middle {'right' if -1.7 < at + q.cut < 0.1 else 'left'}", 12),
    ]
    handles = [grip("edge", (q.cut, 0.42), "level α", "accent", lambda x, _: level(x, np.inf))]
    x = viz.Axis("±√χ², the sign that of A − B", (-SIDE, SIDE))
    y = viz.Axis("density, given the margins", (0, 0.58), ticks=TENTHS)
    return viz.Plane(traces, x, y, "All tables with these margins", handles=handles)
