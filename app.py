"""Mathscope: Streamlit's shell, and beside it the routes for figures, frames and scripts.

`streamlit run app.py` or `uvicorn app:app`.
"""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from threadpoolctl import threadpool_limits

# The matrices of a frame are small: handing them to a second BLAS thread costs up to 25 ms and gains nothing.
threadpool_limits(limits=1, user_api="blas")

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:  # started from another folder
    sys.path.insert(0, str(ROOT))

from explorer.routes import Beneath  # noqa: E402
from explorer.serving import memory_of  # noqa: E402
from explorer.serving.headers import Headers  # noqa: E402
from explorer.serving.health import lifespan  # noqa: E402

memory_of.frugal()


def path() -> str:
    """What stands before every address."""
    return str(st.get_option("server.baseUrlPath") or "")


app = st.App(
    ROOT / "explorer" / "page" / "main.py",
    routes=[Beneath(path)],
    middleware=[Middleware(Headers, path=path)],
    lifespan=lifespan,
)
