"""Dash at its quickest: callbacks over a WebSocket, `updatemode="drag"`, and a `Patch` of what moved."""

from __future__ import annotations

import sys

import uvicorn
from dash import Dash, Input, Output, Patch, dcc, html

from benchmarks.drag import figure

app = Dash(backend="fastapi", websocket_callbacks=True)
app.layout = html.Div(
    [
        html.Div(
            dcc.Slider(
                id="angle",
                min=figure.FIRST,
                max=figure.LAST,
                step=1,
                value=figure.START,
                marks=None,
                updatemode="drag",
            ),
            style={"width": 300},
        ),
        dcc.Graph(id="figure", figure=figure.whole(figure.START)),
    ]
)


@app.callback(Output("figure", "figure"), Input("angle", "value"), prevent_initial_call=True)
def show(angle: float) -> Patch:
    """The traces that moved."""
    patch = Patch()
    for index, trace in figure.moving(angle).items():
        patch["data"][index] = trace
    return patch


uvicorn.run(app.server, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
