"""Films: read back by Pillow and by ffmpeg, their first and last pictures beside the figure's own."""

from __future__ import annotations

import io
import re
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence
from starlette.applications import Starlette
from starlette.testclient import TestClient

import viz
from explorer import export, routes
from explorer.__main__ import main
from explorer.catalogue import find
from explorer.sweeps import animation, sweep
from explorer.sweeps.animation import Film

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)
SMALL = {"width": 320, "height": 240}


def made(kind: str, film: Film, text: str = "angle:0:90", slug: str = "eigenvectors", **values) -> bytes:
    lesson = find(slug)
    return animation.make(lesson, lesson.parameters(values), animation.read(lesson, text), film, kind)


def png(film: Film, slug: str = "eigenvectors", **values) -> np.ndarray:
    """The figure as the plain export draws it, down to the titles of the axes: over the line with the value these have
    more room."""
    scene = find(slug).scene(**values)
    size = (film.width, film.height - round(2.2 * viz.LOOKS[film.look].font))
    body = export.image(scene.figure(film.look, size=size).to_plotly_json(), "png", size, film.scale)
    return np.asarray(Image.open(io.BytesIO(body)).convert("RGB"), float)[: -round(45 * film.scale)]


# --- time -------------------------------------------------------------------------------------------------------------


@given(st.floats(0.5, 10), st.integers(1, 30), st.sampled_from(animation.EASES), st.booleans())
def test_a_sweep_begins_at_its_start_and_reaches_its_end(seconds, fps, ease, back):
    film = Film(seconds, fps, ease, back, width=200, height=200)
    places = np.array(film.places())
    assert len(places) == film.count == max(2, round(seconds * fps))
    assert places[0] == 0 and places.min() >= 0 and places.max() <= 1
    if back:
        assert np.allclose(places[1:], places[:0:-1])  # the way back is the way there
    else:
        assert places[-1] == 1 and (np.diff(places) > 0).all()


def test_smooth_is_slow_at_both_ends():
    smooth, linear = (np.diff(Film(2, 20, ease, width=200, height=200).places()) for ease in animation.EASES)
    assert smooth[0] < linear[0] / 3 and smooth[-1] < linear[-1] / 3 and smooth.max() > 1.4 * linear.max()


def test_a_range_passes_all_steps_and_names_share_the_time():
    lesson = find("eigenvectors")
    film = Film(4, 25, "linear", width=200, height=200)
    values = animation.frames_of(animation.read(lesson, "angle:0:90"), film)
    assert (values[0], values[-1]) == (0, 90) and set(values) == set(range(91))
    names = animation.frames_of(animation.read(lesson, "view"), film)
    assert [names.count(name) for name in ("turn", "flow", "power")] == pytest.approx([33, 33, 34], abs=1)


# --- GIF --------------------------------------------------------------------------------------------------------------


def test_a_gif_has_the_pictures_and_the_time_that_were_asked_for():
    film = Film(1.0, 7, "linear", **SMALL)
    picture = Image.open(io.BytesIO(made("gif", film)))
    assert picture.format == "GIF" and picture.size == (320, 240) and picture.info["loop"] == 0
    frames = [
        (np.asarray(frame.convert("RGB"), float), frame.info["duration"]) for frame in ImageSequence.Iterator(picture)
    ]
    assert len(frames) == 7
    assert sum(duration for _, duration in frames) == 1000
    for shown, angle in ((frames[0][0], 0), (frames[-1][0], 90)):
        wanted = png(film, angle=angle)
        line, shown = shown[-20:], shown[: len(wanted)]
        assert (line < 128).any(), "the value that moves stands under the figure"
        assert np.abs(shown - wanted).mean() < 0.3 and (np.abs(shown - wanted) > 32).mean() < 0.001
        assert (shown[2, 2] == wanted[2, 2]).all()  # the background is exactly the look's


def test_a_dark_gif_of_a_photograph_keeps_its_greys():
    film = Film(0.5, 4, "linear", look="dark", **SMALL)
    frames = list(ImageSequence.Iterator(Image.open(io.BytesIO(made("gif", film, "rank:1:40", "svd", view="photo")))))
    wanted = png(film, "svd", view="photo", rank=40)
    shown = np.asarray(frames[-1].convert("RGB"), float)[: len(wanted)]
    assert np.abs(shown - wanted).mean() < 2.5


def test_a_gif_says_where_it_comes_from():
    body = made("gif", Film(0.5, 4, **SMALL), matrix="1,2;3,1")
    assert "eigenvectors?matrix=1,2;3,1&angle=0" in Image.open(io.BytesIO(body)).info["comment"].decode()
    assert export.state_in(body) == "eigenvectors?matrix=1,2;3,1&angle=0"


# --- MP4 --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mp4(tmp_path_factory):
    film = Film(1.0, 8, "linear", width=321, height=241)
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    path.write_bytes(made("mp4", film))
    return film, path


def test_an_mp4_plays_everywhere(mp4):
    film, path = mp4
    reader = imageio_ffmpeg.read_frames(str(path))
    told = next(reader)
    assert told["codec"] == "h264" and told["pix_fmt"].startswith("yuv420p(tv, bt709")
    assert told["size"] == (322, 242)  # even, as 4:2:0 needs
    assert told["fps"] == 8 and told["duration"] == pytest.approx(1.0)
    assert len(list(reader)) == film.count == 8
    body = path.read_bytes()
    assert body.index(b"moov") < body.index(b"mdat")  # begins to play before it is all there


def test_an_mp4_shows_the_figure_at_both_ends(mp4):
    film, path = mp4
    reader = imageio_ffmpeg.read_frames(str(path))
    next(reader)
    frames = [np.frombuffer(frame, np.uint8).reshape(242, 322, 3).astype(float) for frame in reader]
    for shown, angle in ((frames[0], 0), (frames[-1], 90)):
        wanted = png(film, angle=angle)
        error = np.mean((shown[: wanted.shape[0], : wanted.shape[1]] - wanted) ** 2)
        assert 10 * np.log10(255**2 / error) > 28  # PSNR in dB; colour is halved in both directions
        assert np.abs(shown[4, 4] - wanted[4, 4]).max() <= 3
        grey = np.abs(shown[: wanted.shape[0], : wanted.shape[1]].mean(2) - wanted.mean(2))
        assert grey.mean() < 1.5


def test_an_mp4_says_where_it_comes_from(mp4):
    _, path = mp4
    told = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(path), "-f", "ffmetadata", "-"], capture_output=True, check=True
    ).stdout.decode()
    assert re.search(r"^title=Eigenvalues and Eigenvectors$", told, re.MULTILINE)
    assert "/eigenvectors?angle" in told.replace("\\", "")
    assert export.state_in(path.read_bytes()) == "eigenvectors?angle=0"


def test_without_ffmpeg_a_sentence_says_what_to_install(monkeypatch):
    def missing() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    with pytest.raises(animation.NoEncoder, match="pip install imageio-ffmpeg"):
        made("mp4", Film(**SMALL))
    answer = CLIENT.get("/figure/eigenvectors.mp4?sweep=angle:0:90&seconds=1&fps=5")
    assert answer.status_code == 501 and "ffmpeg" in answer.text


# --- bounds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"seconds": "0.1"}, "from 0.5 to 30"),
        ({"seconds": "nan"}, "from 0.5 to 30"),
        ({"seconds": "soon"}, "seconds is a number"),
        ({"fps": "60"}, "from 1 to 30"),
        ({"fps": "2.5"}, "fps is a number"),
        ({"seconds": "30", "fps": "30"}, "900 frames; at most 300"),
        ({"ease": "bounce"}, "smooth, linear"),
        ({"back": "maybe"}, "yes or no"),
        ({"look": "neon"}, "look is one of"),
        ({"width": "4000"}, "too large"),
        ({"width": "1920", "height": "1080", "seconds": "10", "fps": "25"}, "too much"),
    ],
)
def test_what_cannot_be_filmed_is_one_sentence(texts, said):
    with pytest.raises(export.ExportError, match=said) as caught:
        Film.read(texts)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["eigenvectors", "-o", "a.gif"], "view, angle, basis"),
        (["eigenvectors", "--sweep", "angle", "-o", "a.avi"], "gif, mp4"),
        (["eigenvectors", "--sweep", "matrix", "-o", "a.gif"], "cannot be swept"),
        (["eigenvectors", "--sweep", "step:0:4", "-o", "a.gif"], "changes nothing"),
        (["nothing", "--sweep", "angle", "-o", "a.gif"], "no lesson"),
    ],
)
def test_what_a_user_gets_wrong_is_one_sentence(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["animate", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
    assert not list(tmp_path.iterdir())


def test_the_command_line_and_the_address_give_the_same_film(tmp_path):
    path = tmp_path / "e.gif"
    size = {"seconds": "0.5", "fps": "6", "width": "300", "height": "200"}
    arguments = [f"--{name}={text}" for name, text in size.items()]
    assert (
        main(["animate", "eigenvectors", "--sweep", "angle:0:90", "--basis", "-20", *arguments, "-o", str(path)]) == 0
    )
    answer = CLIENT.get("/figure/eigenvectors.gif", params={"sweep": "angle:0:90", "basis": "-20", **size})
    assert b"http://testserver/eigenvectors?" in answer.content
    assert answer.headers["content-type"] == "image/gif"
    ours, theirs = (
        list(ImageSequence.Iterator(Image.open(io.BytesIO(b)))) for b in (path.read_bytes(), answer.content)
    )
    assert len(ours) == len(theirs) == 3
    for mine, other in zip(ours, theirs, strict=True):
        assert np.array_equal(np.asarray(mine.convert("RGB")), np.asarray(other.convert("RGB")))


def test_the_address_is_bounded():
    for query, said in (
        ("sweep=angle:0:90&seconds=10&fps=20", "at most 120 frames"),
        ("seconds=1", "needs a sweep"),
        ("sweep=angle:0:999", "out of reach"),
    ):
        answer = CLIENT.get(f"/figure/eigenvectors.gif?{query}")
        assert answer.status_code == 400 and said in answer.text


def test_the_work_reports_each_picture_once():
    seen = []
    lesson = find("eigenvectors")
    swept = sweep.read(lesson, "view", count=3, most=3)
    animation.make(lesson, lesson.parameters(), swept, Film(0.5, 12, **SMALL), "gif", lambda d, n: seen.append((d, n)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
