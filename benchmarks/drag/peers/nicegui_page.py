"""NiceGUI at its quickest: the figure as a dict, every step of the slider sent (its own limit is 50 ms)."""

from __future__ import annotations

import sys

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from benchmarks.drag import figure

STILL, LAYOUT = figure.still(), figure.layout()


def whole(angle: float) -> figure.Json:
    """The figure at an angle, from the parts that are made once."""
    moved = figure.moving(angle)
    traces = [moved.get(index, trace) for index, trace in enumerate(STILL)]
    return {"data": traces, "layout": LAYOUT, "config": {"displayModeBar": False}}


@ui.page("/")
def page() -> None:
    """The slider and its figure."""

    def show(event: ValueChangeEventArguments) -> None:
        plot.update_figure(whole(event.value))

    with ui.element("div").style("width: 300px"):
        slider = ui.slider(min=figure.FIRST, max=figure.LAST, value=figure.START, on_change=show)
    for listener in slider._event_listeners.values():
        listener.throttle = 0
    plot = ui.plotly(whole(figure.START))


ui.run(host="127.0.0.1", port=int(sys.argv[1]), show=False, reload=False)
