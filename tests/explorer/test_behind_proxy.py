"""The routes under a path, as behind a proxy, and read by pages of other sites."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.assets import PLOTLY_PATH, static_hash
from explorer.routes import Beneath
from explorer.serving.headers import Headers

PATHS = ["", "/maths", "courses/maths/"]
OTHER = {"origin": "https://observablehq.example"}


def streamlit(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"Streamlit’s {request.url.path}")


def client(path: str) -> tuple[TestClient, str]:
    """A client of the routes under a path, before something that answers all the rest, as Streamlit does."""
    app = Starlette(routes=[Beneath(lambda: path), Route("/{rest:path}", streamlit)])
    return TestClient(app, base_url="https://maths.example"), f"/{path.strip('/')}".rstrip("/")


@pytest.mark.parametrize("path", PATHS)
def test_every_kind_of_route_answers_under_a_path_and_all_else_is_streamlits(path):
    asked, base = client(path)
    for address in (
        "/figure/eigenvectors.json?angle=60",
        "/show/eigenvectors",
        "/scope/state/eigenvectors.json",
        "/scope/lesson/eigenvectors.json",
        "/scope/looks.json",
        "/scope/thumbnail/eigenvectors.light.svg",
        f"/scope/static/{static_hash()}/stage/stage.js",
        "/" + PLOTLY_PATH,
        "/scope/qr.svg?text=a",
        "/lectures",
        "/lecture/eigenvectors-to-svd",
        "/lecture/eigenvectors-to-svd.json",
    ):
        answer = asked.get(base + address)
        assert answer.status_code == 200 and not answer.text.startswith("Streamlit"), address
    for address in ("/", "/eigenvectors", "/_stcore/health", "/figures"):
        assert asked.get(base + address).text == f"Streamlit’s {base}{address}"
    with asked.websocket_connect(f"{base}/scope/live") as wire:
        wire.send_json({"id": 7, "slug": "eigenvectors", "values": {"angle": 40}})
        assert wire.receive_json()["frame"]["params"]["angle"] == 40


@pytest.mark.parametrize("path", PATHS)
def test_a_file_leads_home_through_the_proxy(path):
    asked, base = client(path)
    link = asked.get(f"{base}/figure/eigenvectors.json?angle=60").json()["layout"]["meta"]["link"]
    assert link == f"https://maths.example{base}/eigenvectors?angle=60"


@pytest.mark.parametrize("page", ["/show/eigenvectors", "/lectures", "/lecture/eigenvectors-to-svd"])
def test_a_page_names_no_address_from_the_root(page):
    asked, base = client("courses/maths")
    text = asked.get(base + page).text
    assert not re.findall(r'(?:src|href)="/[^"]*"', text)
    whole = f"https://maths.example{base}"  # as others reach it: of the QR code and the room
    assert base not in text.replace(whole, "")


def test_pages_of_other_sites_may_read_and_nothing_goes_by_cookies():
    asked, base = client("maths")
    for address in ("/figure/eigenvectors.json", "/scope/looks.json", f"/scope/static/{static_hash()}/stage/stage.js"):
        answer = asked.get(base + address, headers=OTHER)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers and "set-cookie" not in answer.headers
    assert (
        "ETag" in asked.get(f"{base}/figure/eigenvectors.json", headers=OTHER).headers["access-control-expose-headers"]
    )
    wish = OTHER | {"access-control-request-method": "GET", "access-control-request-headers": "if-none-match"}
    allowed = asked.options(f"{base}/figure/eigenvectors.json", headers=wish)
    assert allowed.status_code == 200 and allowed.headers["access-control-allow-origin"] == "*"
    sentence = asked.get(f"{base}/figure/nothing.json", headers=OTHER)
    assert sentence.status_code == 404 and sentence.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("cookie", "kept"),
    [
        ("x=1; Path=/; SameSite=None; Secure", "x=1; Path=/; SameSite=None; Secure; Partitioned"),
        ("x=1; Path=/; SameSite=None; Secure; Partitioned", "x=1; Path=/; SameSite=None; Secure; Partitioned"),
        ("x=1; Path=/; SameSite=Lax", "x=1; Path=/; SameSite=Lax"),
    ],
)
def test_a_cookie_for_frames_of_other_sites_is_kept_apart_for_each_of_them(cookie, kept):
    """Browsers that keep no other cookies of other sites would refuse the upload of a file there."""

    def set_it(request: Request) -> Response:
        return PlainTextResponse("", headers={"set-cookie": cookie})

    app = Starlette(routes=[Route("/", set_it)], middleware=[Middleware(Headers)])
    assert TestClient(app).get("/").headers["set-cookie"] == kept
