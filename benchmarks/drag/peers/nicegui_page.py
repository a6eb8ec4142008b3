"""NiceGUI, in two ways: ``react`` gives the element the whole figure as a dict, as its documentation advises;
``animate`` sends only the traces that moved and has plotly.js move them without a redraw, the quickest way found.

Either way every step of the slider is sent; NiceGUI's own limit is one in 50 ms.
"""

from __future__ import annotations

import sys

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from benchmarks.drag import figure

WAY, PORT = sys.argv[1], int(sys.argv[2])
STILL, LAYOUT = figure.still(), figure.layout()
AT_ONCE = {"transition": {"duration": 0}, "frame": {"duration": 0, "redraw": False}, "mode": "immediate"}


@ui.page("/")
def page() -> None:
    """The slider and its figure."""

    def show(event: ValueChangeEventArguments) -> None:
        moved = figure.moving(event.value)
        if WAY == "animate":
            plot.run_plot_method("animate", {"data": list(moved.values()), "traces": list(moved)}, AT_ONCE)
        else:
            traces = [moved.get(index, trace) for index, trace in enumerate(STILL)]
            plot.update_figure({"data": traces, "layout": LAYOUT, "config": {"displayModeBar": False}})

    with ui.element("div").style("width: 300px"):
        slider = ui.slider(min=figure.FIRST, max=figure.LAST, value=figure.START, on_change=show)
    for listener in slider._event_listeners.values():
        listener.throttle = 0
    plot = ui.plotly(figure.whole(figure.START))


ui.run(host="127.0.0.1", port=PORT, show=False, reload=False)
