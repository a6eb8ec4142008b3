"""The panels of the lesson. "null" is the world without an effect, "model" the one with it, "data" what was seen,
"gradient" an error that the test makes, "optimum" the truth or what is exact, "accent" the threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import hypothesis_tests as ht
from pages.statistics.hypothesis_testing.state import DIVIDE, EDGES, SHUFFLES, SIZES, TILES
from viz import distributions

if TYPE_CHECKING:
    from pages.statistics.hypothesis_testing.state import Array, Testing

D = np.linspace(-1.5, 2.2, 261)
DANCERS, TALL = 30, 4.0  # experiments that are drawn one by one; the highest density of p that is shown
Z, SHOWN, BIN = (-4.0, 7.0), 240, 0.2  # of the dots of estimates
SIGNALS = np.geomspace(0.1, 4.0, 80)
COLUMNS, ROWS = 5, 4
SIDE = 5.5  # of the axis of √chi2

# A text that hides, and keeps its trace, where its place is NaN.
says = lambda x, y, text, role, side="middle right", size=13: viz.label(
    [x], [y], text if np.isfinite([x, y]).all() else "", role, position=side, size=size
)
upright = lambda x, top, role, **style: viz.segment((x, 0), (x, top), role, hover=False, **style)
percent = lambda share: f"{number(100 * share, 3)}%"


def level(t: float, df: float) -> dict[str, Any]:
    """The level of a threshold that is dragged to t."""
    if t <= 0:
        raise viz.Limit("The threshold stays on the right of zero; its mirror image on the left goes with it.")
    return {"alpha": float(ht.p_at(t, df))}


def bells_panel(q: Testing) -> viz.Plane:
    """What would be observed without the effect and with it, and the lines beyond which a test says "significant"."""
    effect, n = q.p.effect, q.p.n
    peak = float(ht.difference_density(0.0, 0.0, n))
    null, real = (ht.difference_density(D, d, n) / peak for d in (0.0, effect))
    out, edge, top = np.abs(D) >= q.edge, min(q.edge, D[-1] - 0.03), float(real.max())
    seen = q.edge < D[-1]
    traces = [
        viz.area(D, np.where(out & (D > 0), real, 0), 0.0, "model", opacity=0.38),
        viz.area(D, np.where(out & (D < 0), real, 0), 0.0, "gradient", opacity=0.8),
        viz.area(D, np.where(out, null, 0), 0.0, "null", opacity=0.55),
        viz.called(viz.line(D, null, "null", width=2.6, name="no effect"), "no effect", at=0.3),
        viz.called(viz.line(D, real, "model", width=2.6, name="the effect is real"), "effect d", at=0.7),
        upright(edge, 1.1, "accent", width=2.2, dash="dash"),
        upright(-edge if seen else np.nan, 1.1, "accent", width=1.4, dash="dash"),
        says(edge, 1.16, "significant →" if seen else f"line at {number(q.edge, 3)} →", "accent",
             "middle right" if edge < 1.2 else "middle left"),
        says(-1.45, 1.16, f"power {percent(q.power)}", "model"),
        says(-1.45, 1.08, f"missed {percent(1 - q.power)}", "muted"),
        says(-1.45, 1.0, f"false alarm α {percent(q.p.alpha)}", "null"),
    ]  # fmt: skip
    to_alpha = lambda x, _: level(x * np.sqrt(n / 2), q.df)
    handles = [
        viz.Handle("line", (edge, 1.1), "line of significance", "accent", moves=to_alpha, follows="x"),
        viz.Handle("peak", (effect, top), "true effect", "model", moves=lambda x, _: {"effect": x}, follows="x"),
    ]
    x, y = viz.Axis("observed difference (pooled standard deviations)", (-1.5, 2.2)), (0, 1.22)
    axis = viz.Axis("density (top of the null = 1)", y, ticks=(0, 0.25, 0.5, 0.75, 1))
    return viz.Plane(traces, x, axis, f"n = {n} in each group", handles=handles)


def power_panel(q: Testing) -> viz.Plane:
    """Power against the size of the groups, for the effect and for half of it: the same curve, four times as far."""
    (whole, half), need, n = q.powers, q.needed, q.p.n
    at = need if need <= SIZES[-1] else np.nan
    text = f" n = {need:.0f}" if np.isfinite(at) else ""
    traces = [
        viz.line([2, 400], [0.8, 0.8], "optimum", width=1.4, dash="dot", hover=False),
        viz.line([2, 400], [q.p.alpha] * 2, "null", width=1.4, dash="dot", hover=False),
        viz.called(viz.line(SIZES, half, "model", width=1.6, dash="dash", name="half the effect"), "d/2", at=0.8),
        viz.called(viz.line(SIZES, whole, "model", width=2.8, name="power"), "d", at=0.65, size=16),
        upright(at, 0.8, "optimum", width=1.4, dash="dot"),
        says(at, 0.14, text + " ", "optimum", "middle left" if need > 60 else "middle right"),
        says(2.1, 0.835, "80%", "optimum"),
        says(390, q.p.alpha + 0.035, "α", "null", "middle left"),
        viz.dots((n, q.power), "model", size=13, name="this design"),
    ]
    to_n = lambda x, _: {"n": x}
    handles = [viz.Handle("size", (n, q.power), "size of each group", "model", moves=to_n, follows="x")]
    x = viz.Axis("n in each group", (1.9, 420), log=True, ticks=(2, 5, 10, 20, 50, 100, 200, 400))
    axes = x, viz.Axis("power", (0, 1.04), percent=True)
    return viz.Plane(traces, *axes, "How large must it be?", handles=handles)


def dance_panel(q: Testing) -> viz.Plane:
    """The first experiments: each difference with its 95% interval, and its p."""
    found, k = q.many, np.arange(DANCERS)
    middle, p = found.difference[:DANCERS], found.p[:DANCERS]
    half = ht.critical(0.05, found.df[:DANCERS]) * found.error[:DANCERS]
    passed, gap = p <= q.p.alpha, np.full(DANCERS, np.nan)
    bars = np.stack([np.clip(middle - half, -3.1, 3.1), np.clip(middle + half, -3.1, 3.1), gap], axis=1)
    up = np.stack([k, k, gap], axis=1)
    row = lambda chosen: np.where(chosen[:, None], bars, np.nan).ravel()
    traces = [
        viz.segment((0, -1), (0, DANCERS), "null", width=1.6, hover=False),
        viz.segment((q.p.shift, -1), (q.p.shift, DANCERS + 0.6), "optimum", width=1.8, dash="dash", hover=False),
        viz.line(row(~passed), up.ravel(), "muted", width=1.6, hover=False),
        viz.line(row(passed), up.ravel(), "gradient" if q.p.shift == 0 else "model", width=2.6, hover=False),
        viz.markers(np.clip(middle, -3.1, 3.1), k, "data", size=6, text=[f"p = {number(each, 3)}" for each in p]),
        says(3.25, DANCERS + 0.6, "p", "ink", "middle right", 12),
        viz.label(np.full(DANCERS, 3.25), k, [f"{each:.3f}" if each >= 0.001 else "< 0.001" for each in p], "ink", position="middle right", size=10),
        says(q.p.shift, DANCERS + 1.3, "true difference", "optimum", "top center", 12),
    ]
    to_shift = lambda x, _: {"shift": x}
    spot = (q.p.shift, DANCERS + 0.6)
    handles = [viz.Handle("truth", spot, "true difference", "optimum", moves=to_shift, follows="x")]
    x = viz.Axis("difference, 95% interval (deviations of A)", (-3.2, 4.1), ticks=(-3, -2, -1, 0, 1, 2, 3))
    y = viz.Axis("experiment", (-1, DANCERS + 3.5), ticks=())
    return viz.Plane(traces, x, y, f"The same experiment, {DANCERS} times", handles=handles, weight=0.85)


def p_panel(q: Testing) -> viz.Plane:
    """The p of all experiments as a histogram, and what is expected of each bar; without an effect it should be flat."""
    wide = EDGES[1]
    heights = np.histogram(q.many.p, EDGES)[0] / (ht.EXPERIMENTS * wide)
    exact = np.diff(q.exact, prepend=0.0) / wide
    roles = ["gradient" if q.p.shift == 0 else "model", *["data"] * (len(heights) - 1)]
    tall = heights[0] > TALL
    text = f"↑ up to {number(heights[0], 3)}" if tall else ""
    alpha = q.p.alpha
    traces = [
        viz.bars(EDGES[1:] - wide / 2, np.minimum(heights, TALL), roles, width=0.94 * wide, opacity=0.55),
        viz.line([0, 1], [1, 1], "null", width=1.8, dash="dash", hover=False),
        viz.line(EDGES, np.minimum(np.append(exact, exact[-1]), TALL), "optimum", width=2.4, step=True, name="expected"),
        says(0.985, 1.12, "flat: what a true null must give", "null", "middle left"),
        says(0.09, TALL - 0.12, text, roles[0], "middle right"),
        upright(alpha, TALL + 0.15, "accent", width=1.8, dash="dash"),
        says(alpha + 0.02, TALL + 0.25, f"α: {percent(q.rejected)} of all are significant", "accent"),
    ]
    to_alpha = lambda x, _: {"alpha": x}
    spot = (alpha, TALL + 0.15)
    handles = [viz.Handle("level", spot, "level α", "accent", moves=to_alpha, follows="x")]
    x, y = viz.Axis("p-value", (0, 1)), viz.Axis("density of p", (0, TALL + 0.45), ticks=(0, 1, 2, 3, 4))
    return viz.Plane(traces, x, y, f"p of {ht.EXPERIMENTS:,} experiments", handles=handles)


def passes_panel(q: Testing) -> viz.Plane:
    """Estimates of many hypotheses as dots: those that pass the threshold are lit."""
    z, real = (each[:SHOWN] for each in q.drawn)
    order = np.argsort(real, kind="stable")
    z, real = z[order], real[order]
    wide = q.cut / round(q.cut / BIN)  # so that the threshold lies between two columns of dots
    bins = np.floor(np.clip(z, Z[0] + wide, Z[1] - wide) / wide)
    x, y = (bins + 0.5) * wide, 0.035 * (0.6 + np.array([np.sum(bins[:k] == bins[k]) for k in range(SHOWN)]))
    passed = np.abs(z) >= q.cut
    mean, theta = q.passing.exaggeration * q.p.signal, q.p.signal
    spot = lambda chosen: np.where(chosen, y, np.nan)
    near = "middle left" if mean > 3.4 else "middle right"
    traces = [
        viz.markers(x, spot(~passed & ~real), "null", size=7, opacity=0.35, name="no effect"),
        viz.markers(x, spot(~passed & real), "model", size=7, opacity=0.3, name="real, missed"),
        viz.markers(x, spot(passed & ~real), "gradient", size=8, symbol="x", name="no effect, significant"),
        viz.markers(x, spot(passed & real), "model", size=8, name="real, significant"),
        upright(theta, 1.0, "optimum", width=2, dash="dash"),
        upright(mean, 1.12, "data", width=2),
        upright(q.cut, 0.9, "accent", width=1.8, dash="dash"),
        upright(-q.cut, 0.9, "accent", width=1.2, dash="dash"),
        says(theta, 1.04, "truth ", "optimum", "middle left"),
        says(mean, 1.16, f" significant ones: mean size {number(mean, 3)} ", "data", near),
        says(-q.cut, 0.94, f"threshold ±{number(q.cut, 3)}", "accent", "top center"),
    ]
    to_cut = lambda x, _: level(x, np.inf)
    handles = [
        viz.Handle("signal", (theta, 1.0), "true effect", "optimum", moves=lambda x, _: {"signal": x}, follows="x"),
        viz.Handle("cut", (q.cut, 0.9), "threshold", "accent", moves=to_cut, follows="x"),
    ]
    axes = viz.Axis("estimate (its standard errors)", Z), viz.Axis("", (0, 1.24), visible=False)
    return viz.Plane(traces, *axes, f"{SHOWN} estimates, each with its error", handles=handles, weight=1.2)


def exaggeration_panel(q: Testing) -> viz.Plane:
    """How much significant results exaggerate, against the true effect: 1 only where nearly all of them pass."""
    curve = np.array([ht.significance_filter(s, q.p.alpha).exaggeration for s in SIGNALS])
    here = q.p.signal, q.passing.exaggeration
    traces = [
        viz.line([0, 4], [1, 1], "optimum", width=1.4, dash="dash", hover=False),
        viz.called(viz.line(SIGNALS, curve, "data", width=2.6, name="exaggeration")),
        viz.dots(here, "data", size=13, name="here"),
        says(*here, f"  ×{number(here[1], 3)} at power {percent(q.passing.power)}", "data",
             "top right" if here[0] < 2 else "top center"),
        says(0.1, 1.1, "honest", "optimum", size=12),
    ]  # fmt: skip
    to_signal = lambda x, _: {"signal": x}
    handles = [viz.Handle("here", here, "true effect", "data", moves=to_signal, follows="x")]
    x, y = viz.Axis("true effect (standard errors)", (0, 4.1)), (0.9, 50)
    axis = viz.Axis("mean size ÷ truth, of the significant", y, log=True, ticks=(1, 2, 5, 10, 20, 50))
    return viz.Plane(traces, x, axis, "How much they exaggerate", handles=handles, weight=0.85)


def share_panel(q: Testing) -> viz.Plane:
    """Of what passes: real effects of the right sign, of the wrong one, and nothing at all."""
    wrong = (1 - q.false) * q.passing.wrong_sign
    parts = np.array([1 - q.false - wrong, wrong, q.false])
    base = np.concatenate([[0.0], np.cumsum(parts)[:-1]])
    names = ("real", "wrong sign", "no effect")
    roles = ("model", "accent", "gradient")
    tall = np.where(parts > 0.07, base + parts / 2, np.nan)
    told = [f"{name}<br>{percent(part)}" if part > 0.07 else "" for name, part in zip(names, parts, strict=True)]
    traces = [viz.bars([0] * 3, parts, roles, width=0.8, base=base, opacity=0.6), viz.label([0] * 3, tall, told, size=12)]
    traces[1]["textposition"] = "middle center"
    axes = viz.Axis("", (-0.5, 0.5), ticks=()), viz.Axis("share of what is significant", (0, 1), percent=True)
    return viz.Plane(traces, *axes, "What passes", weight=0.38)


def corner(k: int) -> tuple[int, int]:
    """The lower left corner of tile k, from 0."""
    return k % COLUMNS, ROWS - 1 - k // COLUMNS


def tiles_panel(q: Testing) -> viz.Plane:
    """Twenty small plots: one shows the groups as they are, nineteen shuffled labels. Which one is it?"""
    s, values = q.sample, np.concatenate([q.sample.first_group, q.sample.second_group])
    low, high = distributions.padded(values)
    scale = lambda v: 0.06 + 0.8 * (v - low) / (high - low)
    dots: list[Array] = [[], []]  # type: ignore[list-item]
    means, links = [], []
    most = max(len(s.first_group), len(s.second_group))
    for k, labels in enumerate(q.tile_labels):
        x0, y0 = corner(k)
        for side, chosen in enumerate((labels, ~labels)):
            v = values[chosen]
            if len(v) > 50:
                v = np.quantile(v, (np.arange(50) + 0.5) / 50)
            x = x0 + 0.3 + 0.4 * side + 0.17 * ((0.618 * np.arange(len(v))) % 1 - 0.5) * (most > 15)
            dots[side].append(np.stack([x, y0 + scale(v)], axis=1))
            at = y0 + float(scale(values[chosen].mean()))
            means += [(x0 + 0.18 + 0.4 * side, at), (x0 + 0.42 + 0.4 * side, at), (np.nan, np.nan)]
        if q.paired:
            one, other = values[: len(labels) // 2], values[len(labels) // 2 :]
            kept = labels[: len(one)]
            for a, b in zip(np.where(kept, one, other), np.where(kept, other, one), strict=True):
                links += [(x0 + 0.3, y0 + scale(a)), (x0 + 0.7, y0 + scale(b)), (np.nan, np.nan)]
    frame = lambda k: np.add([(0.03, 0.02), (0.97, 0.02), (0.97, 0.97), (0.03, 0.97), (0.03, 0.02)], corner(k))
    lines = [row for k in range(TILES) for row in (*frame(k), (np.nan, np.nan))]
    picked, truth = frame(q.p.pick - 1), frame(q.hidden - 1) if q.p.reveal else np.full((5, 2), np.nan)
    spots = np.array([corner(k) for k in range(TILES)])
    traces = [
        viz.polyline(lines, "grid", width=1.2, hover=False),
        viz.polyline(links or [(np.nan, np.nan)], "muted", width=1, opacity=0.7, hover=False),
        viz.dots(np.concatenate(dots[0]), "data", size=4, opacity=0.7, name=s.group_names[0]),
        viz.dots(np.concatenate(dots[1]), "model", size=4, opacity=0.7, name=s.group_names[1]),
        viz.polyline(means, "ink", width=2.4, hover=False),
        viz.label(spots[:, 0] + 0.06, spots[:, 1] + 0.9, [str(k + 1) for k in range(TILES)], "muted",
                  position="middle right", size=11),
        viz.polyline(truth, "optimum", width=5, hover=False),
        viz.polyline(picked, "accent", width=2.6, dash="dash", hover=False),
    ]  # fmt: skip

    def choose(x: float, y: float) -> dict[str, Any]:
        column, row = int(np.clip(x, 0, COLUMNS - 0.01)), int(np.clip(y, 0, ROWS - 0.01))
        return {"pick": (ROWS - 1 - row) * COLUMNS + column + 1}

    at = np.add(corner(q.p.pick - 1), (0.5, 0.93))
    # It jumps from tile to tile.
    handles = [viz.Handle("choose", at, "the tile that you pick", "accent", moves=choose, follows="loosely")]
    axes = viz.Axis("", (-0.03, COLUMNS + 0.03), visible=False), viz.Axis("", (-0.03, ROWS + 0.03), visible=False)
    title = f"Which of {TILES} is real?" if not q.p.reveal else f"Number {q.hidden} is real"
    return viz.Plane(traces, *axes, title, handles=handles, weight=1.35)


def _null_traces(q: Testing) -> list[Any]:
    """The law of t if labels mean nothing: Student's density, and the t of shuffled labels behind it."""
    grid = np.linspace(-q.span, q.span, 241)
    bins = 48
    counts = np.histogram(np.clip(q.shuffled[1], -q.span, q.span), bins, (-q.span, q.span))[0]
    wide = 2 * q.span / bins
    density = ht.t_density(grid, q.tested.df)
    centres = -q.span + (np.arange(bins) + 0.5) * wide
    return [
        viz.bars(centres, counts / (SHUFFLES * wide), "null", width=wide, opacity=0.4, name="shuffles"),
        viz.line(grid, density, "null", width=2.4, name="Student’s t"),
    ]


def tiles_t_panel(q: Testing) -> viz.Plane:
    """The t of the tile that was picked; of all tiles, once the real one is revealed."""
    t, mine, truth = np.clip(q.tile_t, -q.span, q.span), q.p.pick - 1, q.hidden - 1
    others = np.where(q.p.reveal & (np.arange(TILES) != truth), t, np.nan)
    real = t[truth] if q.p.reveal else np.nan
    side = lambda at: "middle left" if at > 0 else "middle right"
    traces = [
        *_null_traces(q),
        viz.markers(others, np.full(TILES, -0.025), "null", size=9, name="a shuffle"),
        upright(t[mine], 0.47, "accent", width=2, dash="dash"),
        says(t[mine], 0.49, f" your pick: t = {number(q.tile_t[mine], 3)} ", "accent", side(t[mine])),
        viz.line([real, real], [-0.05, 0.43], "optimum", width=3, hover=False),
        says(real, 0.44, f" real: t = {number(q.tested.t, 3)} ", "optimum", side(t[truth])),
    ]
    axes = viz.Axis("t of a tile", (-q.span, q.span)), viz.Axis("density", (-0.06, 0.52), ticks=(0, 0.1, 0.2, 0.3, 0.4))
    return viz.Plane(traces, *axes, "And how a t-test looks at it")


def groups_panel(q: Testing) -> viz.Plane:
    """The two groups one above the other, with their means; pairs are linked where the test keeps them."""
    s, own = q.sample, q.p.data == "draw"
    a, b = s.first_group, s.second_group
    across = (0.0, 10.0) if own else distributions.padded(np.concatenate([a, b]))
    if own:
        upper = s.second >= DIVIDE
        ya, yb = s.second[upper], s.second[~upper]
        axis = viz.Axis("y: the groups lie above and below 5", (0, 11.6), ticks=(0, 5, 10))
    else:
        spread = lambda n: 1.9 * ((0.618 * np.arange(n)) % 1)
        ya, yb, axis = 6.6 + spread(len(a)), 2.0 + spread(len(b)), viz.Axis("", (0, 11.6), visible=False)
    linked = np.full((1, 2), np.nan)
    if q.paired:
        gap = np.full(len(a), np.nan)
        linked = np.stack([np.stack([a, b, gap], 1).ravel(), np.stack([ya, yb, gap], 1).ravel()], axis=1)
    means, edge = (float(a.mean()), float(b.mean())), across[0] + 0.01 * (across[1] - across[0])
    text = [f"{name}: mean {number(m, 4)}" for name, m in zip(s.group_names, means, strict=True)]
    size = 10 if len(a) + len(b) <= 60 else 6
    traces = [
        viz.polyline(linked, "muted", width=1.2, hover=False),
        viz.segment((across[0], 5), (across[1], 5), "grid", width=1.4, hover=False),
        viz.markers(a, ya, "data", size=size, opacity=0.8, name=s.group_names[0]),
        viz.markers(b, yb, "model", size=size, symbol="diamond", opacity=0.8, name=s.group_names[1]),
        viz.segment((means[0], 5), (means[0], 10), "data", width=2.4, dash="dash", hover=False),
        viz.segment((means[1], 0), (means[1], 5), "model", width=2.4, dash="dash", hover=False),
        says(edge, 11.1, f"● {text[0]}", "data"),
        says(edge, 10.45, f"◆ {text[1]}", "model"),
    ]
    handles = viz.handles("points", q.p.points, "point", "data") if own else []
    return viz.Plane(traces, viz.Axis(s.compared, across), axis, f"{len(a)} and {len(b)} values", handles=handles)


def t_panel(q: Testing) -> viz.Plane:
    """Where the t of the data stands among those of shuffled labels."""
    at = float(np.clip(q.tested.t, -q.span, q.span))
    grid = np.linspace(-q.span, q.span, 241)
    tail = np.where(np.abs(grid) >= abs(q.tested.t), ht.t_density(grid, q.tested.df), 0)
    right = at > 0
    traces = [
        *_null_traces(q),
        viz.area(grid, tail, 0.0, "gradient", opacity=0.8),
        upright(at, 0.43, "data", width=2.6),
        upright(-at, 0.2, "data", width=1.2, dash="dot"),
        says(at, 0.45, f" seen: t = {number(q.tested.t, 4)} ", "data", "middle left" if right else "middle right"),
        says(-q.span, 0.49, f" p = {number(q.tested.p, 3)} by Student’s t, {number(q.shuffled[0].p_value, 3)} by shuffles",
             "gradient"),
    ]  # fmt: skip
    axes = viz.Axis("t", (-q.span, q.span)), viz.Axis("density if labels mean nothing", (0, 0.52))
    kind = "swaps within pairs" if q.paired else "shuffles"
    return viz.Plane(traces, *axes, f"{SHUFFLES:,} {kind}, and Student’s t")


def mosaic_panel(q: Testing) -> viz.Plane:
    """The table as a mosaic: widths are the groups, heights their shares. Without a link both cuts are at one height."""
    (a, b), (c, d) = q.p.counts
    totals, whole = (a + b, c + d), max(a + b + c + d, 1)
    left = totals[0] / whole if sum(totals) else 0.5
    share = [yes / total if total else 0.0 for yes, total in zip((a, c), totals, strict=True)]
    overall = (a + c) / whole
    spans = ((0.0, left), (left, 1.0))
    box = lambda x, y: [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1]), (x[0], y[0])]
    filled = [
        viz.polygon(box(span, up), role, opacity=0.35 if role == "data" else 0.18, width=2)
        for span, s in zip(spans, share, strict=True)
        for up, role in (((0.0, s), "data"), ((s, 1.0), "model"))
    ]
    middle = [(span[0] + span[1]) / 2 for span in spans]
    cells = zip((a, c), (b, d), share, middle, strict=True)
    spots = [spot for yes, no, s, x in cells for spot in ((x, s / 2, yes), (x, (1 + s) / 2, no))]
    # Counts stand where their tile has room.
    sizes = [part for s in share for part in (s, 1 - s)]
    told = [f"{n:g}" if tall > 0.06 else "" for (_, _, n), tall in zip(spots, sizes, strict=True)]
    at = np.array(spots)[:, :2]
    expected = "expected if there is no link"
    traces = [
        *filled,
        viz.segment((0, overall), (1, overall), "optimum", width=2.4, dash="dash", name=expected),
        viz.label(at[:, 0], at[:, 1], told, "ink", position="middle center", size=15),
        viz.label(middle, [-0.05] * 2, [f"A: {totals[0]:g}", f"B: {totals[1]:g}"], "ink", position="middle center"),
        says(1.01, overall, "no link", "optimum"),
    ]

    def cut(row: int, _: float, y: float) -> dict[str, Any]:
        yes = float(np.clip(round(y * totals[row]), 0, totals[row]))
        rows = [list(each) for each in q.p.counts]
        rows[row] = [yes, totals[row] - yes]
        return {"counts": tuple(map(tuple, rows))}

    # Counts are whole: a cut of four rows moves by quarters.
    handles = viz.handles("cut", np.stack([middle, share], 1), lambda k: f"share of yes in {'AB'[k]}", "accent",
                          moves=cut, follows="loosely")  # fmt: skip
    x, y = viz.Axis("group (width: its share of all)", (-0.02, 1.14), ticks=()), (-0.1, 1.02)
    axis = viz.Axis("share of yes in the group", y, ticks=(0, 0.25, 0.5, 0.75, 1))
    return viz.Plane(traces, x, axis, "The table: below the cut, yes", handles=handles, weight=0.8)


def exact_panel(q: Testing) -> viz.Plane:
    """All tables with these margins: their exact chances, and the normal curve that the chi-square test takes."""
    t, grid = q.table, np.linspace(-SIDE, SIDE, 221)
    step = float(t.roots[1] - t.roots[0]) if len(t.roots) > 1 and not t.empty else 1.0
    seen = float(t.roots[int(t.counts[0, 0] - t.possible[0])])
    near = np.abs(t.roots) <= SIDE
    roots, heights = t.roots[near], np.minimum(t.chances[near] / step, 0.55)
    at, top = float(np.clip(seen, -SIDE, SIDE)), 0.56
    beyond = t.chances[near] <= t.chances[int(t.counts[0, 0] - t.possible[0])] * (1 + 1e-7)
    roles, cut = ["gradient" if each else "null" for each in beyond], float(ht.critical(q.p.alpha, np.inf))
    arrow = "→ " if seen > SIDE else "← " if seen < -SIDE else ""
    traces = [
        viz.bars(roots, heights, roles, width=0.92 * step, opacity=0.55, name="exact"),
        viz.line(grid, ht.bell(grid), "null", width=2.4, name="approximation"),
        upright(at, 0.47, "data", width=2.6),
        upright(cut, 0.42, "accent", width=1.6, dash="dash"),
        upright(-cut, 0.42, "accent", width=1.6, dash="dash"),
        says(at, 0.49, f" {arrow}seen: χ² = {number(t.chi2, 4)} ", "data", "middle left" if at > 0 else "middle right"),
        says(-SIDE, 0.545, f" p = {number(t.p, 3)} by χ², {number(t.exact, 3)} exactly", "gradient"),
        says(cut, 0.44, "α/2 →", "accent", "middle right", 12),
    ]
    to_alpha = lambda x, _: level(x, np.inf)
    handles = [viz.Handle("edge", (cut, 0.42), "level α", "accent", moves=to_alpha, follows="x")]
    x = viz.Axis("±√χ², the sign that of A − B", (-SIDE, SIDE))
    axis = viz.Axis("density, given the margins", (0, top + 0.02), ticks=(0, 0.1, 0.2, 0.3, 0.4))
    return viz.Plane(traces, x, axis, "All tables with these margins", handles=handles)
