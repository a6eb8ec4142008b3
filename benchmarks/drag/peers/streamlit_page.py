"""Plain Streamlit: a slider and a chart in a fragment, as its documentation has it."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from benchmarks.drag import figure

st.set_page_config(layout="wide")
STILL, LAYOUT = figure.still(), figure.layout()


@st.fragment
def page() -> None:
    """The slider and its figure."""
    angle = st.slider("Direction of x", figure.FIRST, figure.LAST, figure.START, key="angle", width=300)
    moved = figure.moving(angle)
    traces = [moved.get(index, trace) for index, trace in enumerate(STILL)]
    st.plotly_chart({"data": traces, "layout": LAYOUT}, theme=None, width="content", key="figure")


page()
