"""A figure of Plotly's JSON by matplotlib. Written whole into programs: it imports nothing of this package."""

from __future__ import annotations

import io
import itertools
import re

DASHES = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-.", "longdash": (0, (8, 4))}
SYMBOLS = {"circle": "o", "square": "s", "diamond": "D", "cross": "P", "x": "X", "star": "*", "triangle-up": "^"}
SYMBOLS |= {"triangle-down": "v", "triangle-left": "<", "triangle-right": ">", "pentagon": "p", "hexagon": "h"}
THIN = {"cross-thin": "+", "x-thin": "x", "line-ew": "_", "line-ns": "|"}  # they have no inside


def color_of(text, opacity=1.0):
    """A CSS colour as red, green, blue, alpha."""
    if not isinstance(text, str):
        return (0, 0, 0, opacity)
    if text.startswith("#"):
        return (*(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)), opacity)
    parts = [float(part) for part in re.findall(r"[\d.]+", text)]
    if len(parts) < 3:
        return (0, 0, 0, opacity)
    return (parts[0] / 255, parts[1] / 255, parts[2] / 255, (parts[3] if len(parts) > 3 else 1) * opacity)


def scale_of(stops):
    """A colour scale as matplotlib's."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("figure", [(at, color_of(color)) for at, color in stops])


def words(text):
    """A text without its tags."""
    return re.sub(r"<br>", "\n", re.sub(r"<(?!br)[^>]*>", "", str(text))).replace("$", r"\$")


def listed(value, count):
    """A value for each of so many points."""
    return value if isinstance(value, list) else [value] * count


def figure_of(told):
    """The figure that Plotly's JSON tells of, as a matplotlib figure."""
    import numpy as np
    from matplotlib import pyplot as plt

    layout = told["layout"]
    base = layout["template"]["layout"]
    margin = {**base["margin"], **layout.get("margin", {})}
    margin["l"] += 0.7 * base["font"]["size"]  # titles of axes stand further out here than Plotly sets them
    wide, high = layout["width"], layout["height"]
    if any(trace.get("showscale") for trace in told["data"]):  # a colour bar stands right of its map
        margin["r"] += 6 * base["font"]["size"]
    figure = plt.figure(figsize=(wide / 100, high / 100), dpi=100)
    size = 0.72 * base["font"]["size"]  # pixels of 100 to the inch in points

    def place(x, y):
        inner = (wide - margin["l"] - margin["r"], high - margin["t"] - margin["b"])
        left, low = (margin["l"] + x[0] * inner[0]) / wide, (margin["b"] + y[0] * inner[1]) / high
        return [left, low, (x[1] - x[0]) * inner[0] / wide, (y[1] - y[0]) * inner[1] / high]

    axes = {}
    for key, x in layout.items():
        number = re.fullmatch(r"xaxis(\d*)", key)
        if number:
            y = layout[f"yaxis{number[1]}"]
            ax = axes[f"x{number[1]}"] = figure.add_axes(place(x["domain"], y["domain"]))
            dress(ax, x, y, base, size)
        elif re.fullmatch(r"scene\d*", key):
            ax = axes[key] = figure.add_axes(place(x["domain"]["x"], x["domain"]["y"]), projection="3d")
            eye, center = x["camera"]["eye"], x["camera"].get("center", {"x": 0, "y": 0, "z": 0})
            arm = [eye[name] - center[name] for name in "xyz"]
            ax.view_init(np.degrees(np.arctan2(arm[2], np.hypot(*arm[:2]))), np.degrees(np.arctan2(arm[1], arm[0])))
            ax.set_box_aspect([x["aspectratio"][name] for name in "xyz"])
            for name in "xyz":
                axis = x[f"{name}axis"]
                if axis.get("range"):
                    getattr(ax, f"set_{name}lim")(axis["range"])
                getattr(ax, f"set_{name}label")(words(axis.get("title", {}).get("text", "")), fontsize=size)
            ax.tick_params(labelsize=0.9 * size)
            if x["xaxis"].get("visible") is False:
                ax.set_axis_off()
    for image in layout.get("images", ()):
        paint(axes.get(image.get("xref")), image)
    before = {}
    for order, trace in enumerate(told["data"]):
        key = trace.get("scene") or trace.get("xaxis", "x")
        if trace.get("visible") is not False:
            DRAWERS.get(trace["type"], skip)(axes[key], trace, 2 + 0.01 * order, size, before.get(key))
        if trace["type"] == "scatter":
            before[key] = trace
    for note in layout.get("annotations", ()):
        spot = place((note["x"], note["x"]), (note["y"], note["y"]))
        figure.text(spot[0], spot[1] + 8 / high, words(note["text"]), fontsize=size, fontweight="bold", va="bottom")
    return figure


def dress(ax, x, y, base, size):
    """Ranges, ticks and titles of a plane."""
    for name, axis in (("x", x), ("y", y)):
        low, high = axis.get("range") or (None, None)
        if axis.get("type") == "log":
            getattr(ax, f"set_{name}scale")("log")
            low, high = (None, None) if low is None else (10**low, 10**high)
        if low is not None:
            getattr(ax, f"set_{name}lim")(low, high)
        getattr(ax, f"set_{name}label")(words(axis.get("title", {}).get("text", "")), fontsize=size)
        if "tickvals" in axis:
            labels = [words(each) for each in axis["ticktext"]] if axis.get("ticktext") else None
            getattr(ax, f"set_{name}ticks")(axis["tickvals"], labels)
        if axis.get("showticklabels") is False:
            getattr(ax, f"set_{name}ticklabels")([])
    ax.minorticks_off()
    ax.tick_params(labelsize=0.9 * size, color=base["xaxis"]["linecolor"])
    ax.spines[:].set_visible(False)
    ax.grid(color=base["xaxis"]["gridcolor"], linewidth=0.7)
    ax.set_axisbelow(True)
    if y.get("scaleanchor"):
        ax.set_aspect("equal", adjustable="box")
    if x.get("visible") is False:
        ax.xaxis.set_visible(False)
    if y.get("visible") is False:
        ax.yaxis.set_visible(False)
    if x.get("visible") is False and y.get("visible") is False:
        ax.grid(False)


def paint(ax, image):
    """A picture under a plane."""
    import base64

    from matplotlib import image as pictures

    if ax is None:
        return
    pixels = pictures.imread(io.BytesIO(base64.b64decode(image["source"].split(",", 1)[1])), format="png")
    left, top = image["x"], image["y"]
    limits = ax.get_xlim(), ax.get_ylim()
    ax.imshow(
        pixels,
        extent=(left, left + image["sizex"], top - image["sizey"], top),
        aspect=ax.get_aspect(),
        cmap="gray",
        vmin=0,
        vmax=1,
        interpolation="nearest",
        zorder=1,
    )
    ax.set_xlim(limits[0])
    ax.set_ylim(limits[1])


def skip(ax, trace, order, size, before):
    """A kind of trace that is not drawn here."""


def scatter(ax, trace, order, size, before):
    """Lines, markers, texts and areas, in the plane and in space."""
    import numpy as np

    names = "xyz" if trace["type"] == "scatter3d" else "xy"
    spots = [np.array(trace[name], dtype=float) for name in names]
    mode, line, marker = trace.get("mode", "lines"), trace.get("line", {}), trace.get("marker", {})
    opacity = trace.get("opacity", 1.0)
    fill = color_of(trace.get("fillcolor", line.get("color", "#000000")), opacity)
    if trace.get("fill") == "toself":
        ends = [0, *(np.flatnonzero(np.isnan(spots[0])) + 1), len(spots[0]) + 1]
        for begin, end in itertools.pairwise(ends):
            ax.fill(spots[0][begin : end - 1], spots[1][begin : end - 1], color=fill, linewidth=0, zorder=order)
    elif trace.get("fill") == "tozeroy":
        ax.fill_between(spots[0], spots[1], 0, color=fill, linewidth=0, zorder=order)
    elif trace.get("fill") == "tonexty" and before is not None:
        other = np.array(before["y"], dtype=float)
        if len(other) == len(spots[1]):
            ax.fill_between(spots[0], other, spots[1], color=fill, linewidth=0, zorder=order)
    if "lines" in mode and line.get("width", 2) > 0:
        ax.plot(
            *spots,
            color=color_of(line.get("color"), opacity),
            linewidth=(0.45 if len(names) == 3 else 0.72) * line.get("width", 2),
            linestyle=DASHES.get(line.get("dash", "solid"), "-"),
            drawstyle="steps-post" if line.get("shape") == "hv" else "default",
            zorder=order,
        )
    if marker.get("symbol") == "arrow" and len(spots[0]) > 1:
        style = {
            "arrowstyle": "-|>",
            "color": color_of(line.get("color"), opacity),
            "linewidth": 0.72 * line.get("width", 2),
        }
        heads = listed(marker.get("size", 8), len(spots[0]))
        for at in range(1, len(spots[0])):
            if heads[at] and np.isfinite([spots[0][at - 1 : at + 1], spots[1][at - 1 : at + 1]]).all():
                ax.annotate(
                    "",
                    (spots[0][at], spots[1][at]),
                    (spots[0][at - 1], spots[1][at - 1]),
                    arrowprops={**style, "mutation_scale": heads[at], "shrinkA": 0, "shrinkB": 0},
                    zorder=order,
                )
    elif "markers" in mode:
        dots(ax, marker, spots, order, opacity)
    if "text" in mode:
        write(ax, trace, spots, order, size)


def dots(ax, marker, spots, order, opacity):
    """The markers of a trace, those of each symbol together."""
    import numpy as np

    count = len(spots[0])
    sizes, given = np.array(listed(marker.get("size", 6), count), dtype=float), marker.get("color", "#000000")
    symbols, rim = np.array(listed(marker.get("symbol", "circle"), count), dtype=str), marker.get("line", {})
    numbers = isinstance(given, list) and given and not isinstance(given[0], str)
    shown = None if numbers else [color_of(c, opacity * float(marker.get("opacity", 1))) for c in listed(given, count)]
    for symbol in dict.fromkeys(symbols.tolist()):
        among = np.flatnonzero(symbols == symbol)
        name, empty = symbol.removesuffix("-open"), symbol.endswith("-open")
        style = {"marker": THIN.get(name) or SYMBOLS[name], "zorder": order}
        width = rim.get("width") or (1.5 if empty or name in THIN else 0)
        if numbers:
            style |= {"c": np.array(given, dtype=float)[among]}
            style |= {"cmap": scale_of(marker["colorscale"])} if "colorscale" in marker else {}
            style |= {"vmin": marker.get("cmin"), "vmax": marker.get("cmax")}
        else:
            own = [shown[k] for k in among]
            if name in THIN:
                style |= {"color": own}
            elif empty:
                style |= {"facecolors": "none", "edgecolors": own}
            else:
                style |= {"facecolors": own, "edgecolors": color_of(rim["color"]) if rim.get("color") else own}
        ax.scatter(*(each[among] for each in spots), s=(0.72 * sizes[among]) ** 2, linewidths=0.72 * width, **style)


def write(ax, trace, spots, order, size):
    """The texts of a trace."""
    import numpy as np

    font = trace.get("textfont", {})
    count = len(spots[0])
    texts, sizes = listed(trace.get("text", ""), count), listed(font.get("size", 13), count)
    colors, places = (
        listed(font.get("color", "#000000"), count),
        listed(trace.get("textposition", "middle center"), count),
    )
    limits = (ax.get_xlim(), ax.get_ylim())
    for at, spot in enumerate(zip(*spots, strict=False)):
        inside = all(min(b) <= v <= max(b) for v, b in zip(spot[:2], limits, strict=False)) or len(spot) == 3
        if not np.isfinite(spot).all() or not str(texts[at] or "").strip() or not inside:
            continue
        up, across = places[at].split()
        ax.text(
            *spot,
            words(texts[at]),
            color=color_of(colors[at]),
            fontsize=0.72 * sizes[at],
            ha={"left": "right", "right": "left"}.get(across, "center"),
            va={"top": "bottom", "bottom": "top"}.get(up, "center"),
            zorder=order + 1,
        )


def bar(ax, trace, order, size, before):
    """Bars, upright or lying."""
    import numpy as np

    given = listed(trace["marker"].get("color"), len(trace["x"]))
    colors = [color_of(each, trace.get("opacity", 1.0)) for each in given]
    lying = trace.get("orientation") == "h"
    at, long = (trace["y"], trace["x"]) if lying else (trace["x"], trace["y"])
    at, long = np.array(at, dtype=float), np.array(long, dtype=float)
    gaps = np.diff(np.unique(at[np.isfinite(at)]))
    wide = np.array(trace.get("width") or (0.8 * gaps.min() if len(gaps) else 0.8), dtype=float)
    start = np.array(trace.get("base", 0.0), dtype=float)
    if lying:
        ax.barh(at, long, height=wide, left=start, color=colors, zorder=order)
    else:
        ax.bar(at, long, width=wide, bottom=start, color=colors, zorder=order)


def field(ax, trace, order, size, before):
    """Heat maps, contours and filled contours."""
    import numpy as np

    z = np.array(trace["z"], dtype=float)
    x, y = (np.array(trace.get(n, range(k)), dtype=float) for n, k in (("x", z.shape[1]), ("y", z.shape[0])))
    low, high = (trace.get(name) for name in ("zmin", "zmax"))
    low, high = np.nanmin(z) if low is None else low, np.nanmax(z) if high is None else high
    style = {"cmap": scale_of(trace["colorscale"]), "vmin": low, "vmax": high} if "colorscale" in trace else {}
    limits = (ax.get_xlim(), ax.get_ylim())
    if trace["type"] == "heatmap":
        cells = ax.pcolormesh(x, y, z, alpha=trace.get("opacity", 1.0), zorder=1, shading="nearest", **style)
        if trace.get("showscale"):  # inside the plane's own room, so that it stays as high as the map is drawn
            beside = ax.figure.colorbar(cells, cax=ax.inset_axes((1.02, 0, 0.04, 1)))
            beside.set_label(words(trace["colorbar"]["title"]["text"]), fontsize=size)
            beside.ax.tick_params(labelsize=0.9 * size)
            beside.outline.set_visible(False)
    else:
        told, line = trace.get("contours", {}), trace.get("line", {})
        levels = np.arange(told["start"], told["end"] + 0.5 * told["size"], told["size"]) if told.get("size") else 15
        if told.get("coloring") in (None, "fill", "heatmap") and style:
            ax.contourf(x, y, z, levels=levels, extend="both", alpha=trace.get("opacity", 1.0), zorder=1, **style)
        if line.get("width", 1) > 0:
            given = {"colors": [color_of(line["color"])]} if line.get("color") else style
            ax.contour(x, y, z, levels=levels, linewidths=0.72 * line.get("width", 1), zorder=1.5, **given)
    ax.set_xlim(limits[0])
    ax.set_ylim(limits[1])


def mesh(ax, trace, order, size, before):
    """Triangles in space."""
    import numpy as np
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection

    spots = np.array([trace["x"], trace["y"], trace["z"]], dtype=float).T
    faces = spots[np.array([trace["i"], trace["j"], trace["k"]], dtype=int).T]
    faces = faces[np.isfinite(faces).all(axis=(1, 2))]
    tint = color_of(trace["color"], trace.get("opacity", 1.0))
    ax.add_collection3d(Poly3DCollection(faces, facecolors=tint, linewidths=0))


def surface(ax, trace, order, size, before):
    """A surface in space."""
    import numpy as np

    z = np.array(trace["z"], dtype=float)
    x, y = np.array(trace["x"], dtype=float), np.array(trace["y"], dtype=float)
    if x.ndim == 1:
        x, y = np.meshgrid(x, y)
    value = np.array(trace.get("surfacecolor", trace["z"]), dtype=float)
    least, most = trace.get("cmin", np.nanmin(value)), trace.get("cmax", np.nanmax(value))
    tints = scale_of(trace["colorscale"])(np.clip((value - least) / max(most - least, 1e-300), 0, 1))
    tints[..., 3] *= trace.get("opacity", 1.0)
    low, high = ax.get_zlim()
    z = np.where((z < low) | (z > high), np.nan, z)
    ax.plot_surface(x, y, z, facecolors=tints, rcount=64, ccount=64, linewidth=0)


DRAWERS = {
    "scatter": scatter,
    "scattergl": scatter,
    "scatter3d": scatter,
    "bar": bar,
    "heatmap": field,
    "contour": field,
    "mesh3d": mesh,
    "surface": surface,
}
