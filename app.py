"""Mathscope: Streamlit's shell, and beside it the routes for figures, frames and scripts.

`streamlit run app.py` or `uvicorn app:app`.
"""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:  # started from another folder
    sys.path.insert(0, str(ROOT))

from explorer.routes import ROUTES  # noqa: E402

app = st.App(ROOT / "explorer" / "page" / "main.py", routes=ROUTES)
