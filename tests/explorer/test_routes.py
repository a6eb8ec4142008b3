"""The routes: files of figures, their headers, and what bad requests get."""

from __future__ import annotations

import io
import json
import threading
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import assets, export, routes
from explorer.catalogue import find

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)


def test_the_json_of_a_figure_is_the_scene_of_its_parameters():
    told = CLIENT.get("/figure/eigenvectors.json?angle=35&matrix=1,2;3,1").json()
    ours = json.loads(str(find("eigenvectors").scene(angle=35, matrix="1,2;3,1").figure().to_json()))
    assert told["data"] == ours["data"]


def test_the_csv_of_a_figure_holds_its_numbers():
    response = CLIENT.get("/figure/eigenvectors.csv?angle=90")
    table = pd.read_csv(io.BytesIO(response.content))
    image = table[table["name"] == "Ax"][["x", "y"]].to_numpy()
    assert np.allclose(image[-1], [1, 2])


@pytest.mark.parametrize("lesson", ["eigenvectors"])
def test_the_html_is_one_page_that_needs_nothing_else(lesson):
    text = CLIENT.get(f"/figure/{lesson}.html").text
    assert "Plotly.newPlot" in text and 'src="http' not in text and len(text) > 3_000_000


def test_images_have_the_size_that_was_asked_for():
    png = CLIENT.get("/figure/eigenvectors.png?width=500&height=300&scale=1&look=dark")
    assert png.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(png.content)).convert("RGB")
    assert image.size == (500, 300)
    assert image.getpixel((2, 2)) == (14, 17, 23)
    assert CLIENT.get("/figure/eigenvectors.svg").content.startswith(b"<svg")
    assert CLIENT.get("/figure/eigenvectors.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/figure/eigenvectors.csv?angle=999", 400, "out of reach"),
        ("/figure/eigenvectors.csv?angle=abc", 400, "not a number"),
        ("/figure/eigenvectors.csv?angel=9", 400, "no control named angel"),
        ("/figure/eigenvectors.csv?matrix=1,2", 400, "rows"),
        ("/figure/eigenvectors.csv?look=neon", 400, "look is one of"),
        ("/figure/eigenvectors.png?width=9", 400, "width is a number from"),
        ("/figure/eigenvectors.png?scale=nan", 400, "scale is a number from"),
        ("/figure/nothing.csv", 404, "no lesson"),
        ("/figure/eigenvectors.exe", 404, "no format"),
        ("/figure/eigenvectors", 404, ""),
        ("/figure/eigenvectors.csv?x=" + "1" * 30_000, 400, "characters"),
        ("/figure/eigenvectors.json?" + "a=1&" * 201, 400, "200 parts"),
        ("/figure/resampling.json?data=own:eJyrVkpWsqpWKlayio6tBQAa", 400, "damaged"),
        ("/scope/static/abc/missing.js", 404, "no such file"),
        ("/scope/static/abc/../../../app.py", 404, ""),
        ("/scope/static/abc/..%2f..%2f..%2fapp.py", 404, ""),
        ("/scope/thumbnail/nothing.light.svg", 404, "no lesson"),
    ],
)
def test_what_cannot_be_gets_a_status_and_a_sentence(path, status, said):
    response = CLIENT.get(path)
    assert response.status_code == status
    assert said in response.text


@pytest.mark.parametrize("path", ["/show/eigenvectors", "/scope/state/eigenvectors.json"])
def test_a_pin_that_is_no_link_is_left_out(path):
    assert CLIENT.get(path, params={"pin": "a&" * 300}).status_code == 200


def test_caching_headers_are_true():
    first = CLIENT.get("/figure/eigenvectors.csv?angle=35")
    again = CLIENT.get("/figure/eigenvectors.csv?angle=35.0", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
    other = CLIENT.get("/figure/eigenvectors.csv?angle=36", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200 and other.headers["etag"] != first.headers["etag"]
    assert "must-revalidate" in first.headers["cache-control"]


def test_a_download_has_a_name():
    response = CLIENT.get("/figure/eigenvectors.csv?download=1")
    assert response.headers["content-disposition"] == 'attachment; filename="eigenvectors.csv"'


def test_scripts_are_cached_for_ever_under_their_hash_only():
    current = CLIENT.get(f"/scope/static/{assets.static_hash()}/figure/figure.js")
    assert "immutable" in current.headers["cache-control"]
    assert current.headers["content-type"].startswith("text/javascript")
    assert CLIENT.get("/scope/static/old/figure/figure.js").headers["cache-control"] == "no-store"


def test_plotly_is_the_one_that_python_draws_with():
    response = CLIENT.get("/" + assets.PLOTLY_PATH)
    assert response.headers["content-encoding"] == "gzip"
    assert b"plotly.js" in response.content[:300]


def test_twenty_figures_at_once_wait_their_turn_and_what_waits_is_bounded(monkeypatch):
    gate, entered = threading.Event(), threading.Semaphore(0)

    def slow(scene: object, shape: object) -> bytes:
        entered.release()
        gate.wait(20)
        return b"done"

    monkeypatch.setitem(export.FORMATS, "csv", export.Format("text/csv", slow))  # type: ignore[misc]
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(CLIENT.get("/figure/eigenvectors.csv").status_code))
        for _ in range(routes.WAITING)
    ]
    for thread in threads:
        thread.start()
    for _ in range(routes.MAKING):
        assert entered.acquire(timeout=20)
    deadline = time.monotonic() + 20
    while routes._places._value and time.monotonic() < deadline:
        time.sleep(0.01)
    assert routes.WAITING >= 20 and not entered.acquire(blocking=False)  # the others wait
    refused = CLIENT.get("/figure/eigenvectors.csv")
    gate.set()
    for thread in threads:
        thread.join(20)
    assert refused.status_code == 503 and refused.headers["retry-after"]
    assert statuses == [200] * routes.WAITING
    assert CLIENT.get("/figure/eigenvectors.csv").status_code == 200


part = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="/?#%\\"), max_size=12)


@settings(max_examples=150)
@given(
    slug=st.sampled_from(["eigenvectors", "x", ""]) | part,
    kind=st.sampled_from(["csv", "json", "exe", ""]) | part,
    query=st.dictionaries(
        st.sampled_from(["angle", "matrix", "look", "width", "step", "view", "pin"]) | part,
        st.text(max_size=20),
        max_size=4,
    ),
)
def test_no_request_is_a_server_error(slug, kind, query):
    response = CLIENT.get(f"/figure/{slug}.{kind}", params=query)
    assert response.status_code in (200, 304, 400, 404)
