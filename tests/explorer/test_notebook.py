"""A scene and a lesson in a notebook, and `import mathscope`."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import subprocess
import sys
from typing import Any

import pytest
from IPython.core.formatters import DisplayFormatter
from PIL import Image
from plotly.offline import get_plotlyjs

import mathscope
import viz
from explorer import catalogue, export, notebook
from explorer.lesson import Scene
from explorer.sweeps.sweep import SweepError
from explorer.version import ROOT, VERSION

PLANE = viz.Plane([viz.line([0, 1], [0, 1])], viz.Axis("x", (0, 1)), viz.Axis("y", (0, 1)))
NASTY = Scene([PLANE], [], 'an "alt" <b>text</b> & more</script>', notice="<i>degenerate</i>")


def only(pattern: str, text: str) -> str:
    """The first group of the one place where a pattern matches."""
    found = re.findall(pattern, text)
    assert len(found) == 1
    return str(found[0])


def shown(thing: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What IPython makes of it, which is what a notebook keeps."""
    return DisplayFormatter().format(thing)


def frame(text: str) -> str:
    """The document in the frame of an output."""
    return html.unescape(only(r'srcdoc="([^"]*)"', text))


def test_a_scene_shows_itself_as_html_an_image_and_a_short_text():
    scene = mathscope.lesson("eigenvectors").scene(angle=60)
    data, more = shown(scene)
    assert data["text/plain"] == "<Scene eigenvectors?angle=60>"
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert picture.size == (1920, 1080)
    assert more["image/png"] == {"width": 960, "height": 540}
    assert export.state_in(base64.b64decode(data["image/png"])) == "eigenvectors?angle=60"
    assert data["image/png"] in data["text/html"], "under the frame lies the image"
    assert html.escape(scene.alt) in data["text/html"]
    page = frame(data["text/html"])
    told = json.loads(only(r'<script type="application/json" id="told">(.*?)</script>', page))
    figure = json.loads(scene.figure().to_json())
    assert told["data"] == figure["data"] and told["config"]["responsive"]
    assert "width" not in told["layout"]


def test_plotly_comes_from_its_public_address_at_our_version_and_held_to_its_hash():
    """The digest is checked against a file of Plotly's own making: what `to_html` writes for the same address."""
    scene = mathscope.lesson("eigenvectors").scene()
    element = notebook.plotly_script()
    theirs = scene.figure().to_html(include_plotlyjs="cdn", full_html=False)
    address = only(r'src="(https://cdn\.plot\.ly/[^"]*)"', theirs)
    assert f'src="{address}"' in element and 'crossorigin="anonymous"' in element
    digest = base64.b64decode(only(r'integrity="sha256-([^"]*)"', element))
    assert digest == hashlib.sha256(get_plotlyjs().encode()).digest()
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", notebook._page(scene).replace("\\u003c", "<")))
    assert {each for each in addresses if "localhost" not in each} == {address}, "and nothing else is fetched"


def test_without_a_browser_the_html_stands_alone(monkeypatch):
    monkeypatch.setattr(export.render, "browser", lambda: None)
    data, more = shown(mathscope.lesson("eigenvectors").scene())
    assert set(data) == {"text/plain", "text/html"} and not more
    assert "<img" not in data["text/html"] and "<iframe" in data["text/html"]


def test_no_text_of_a_scene_gets_out_of_its_place():
    text = notebook.html(NASTY)
    assert "<b>" not in text and "<i>" not in text and "</script>" not in text
    assert frame(text).count("</script>") == 3 and "<b>" not in frame(text)


def test_the_same_scene_has_the_same_output():
    first, again = (shown(mathscope.lesson("lln_clt").scene(seed=3))[0]["text/html"] for _ in range(2))
    assert first == again


def test_a_lesson_is_named_in_a_line_and_shows_its_controls():
    for lesson in map(mathscope.lesson, ("eigenvectors", "lln_clt", "resampling")):
        assert len(repr(lesson)) < 400 and lesson.slug in repr(lesson)
        assert all(f"<code>{control.name}</code>" in shown(lesson)[0]["text/html"] for control in lesson.controls)


def test_a_scene_is_named_by_the_end_of_its_link():
    scene = mathscope.lesson("eigenvectors").scene(angle=60)
    assert repr(scene) == "<Scene eigenvectors?angle=60>"
    assert repr(mathscope.lesson("eigenvectors").scene()) == "<Scene eigenvectors>"
    assert repr(NASTY) == "<Scene without a lesson, panels: 1>"


def test_sliders_in_a_notebook_are_the_offline_page(tmp_path):
    found = mathscope.sliders(mathscope.lesson("eigenvectors").scene(), "angle:0:90:4")
    page = frame(shown(found)[0]["text/html"])
    assert page == found.page and 'id="story"' in page
    assert found.save(tmp_path / "x.html").read_text(encoding="utf-8") == page
    assert len(repr(found)) < 80
    with pytest.raises(SweepError):
        mathscope.sliders(mathscope.lesson("eigenvectors").scene(), "matrix")


def test_the_package_finds_saves_and_opens(tmp_path):
    lesson = mathscope.lesson("eigenvectors")
    scene = lesson.scene(angle=60)
    path = mathscope.save(scene, tmp_path / "e.json", look="dark", width=700)
    assert json.loads(path.read_text(encoding="utf-8"))["layout"]["width"] == 700
    assert path.read_bytes() == export.make(scene, "json", export.Shape(look="dark", width=700))
    for link in ("eigenvectors?angle=60", "https://maths.example/courses/eigenvectors?angle=60&look=dark"):
        assert mathscope.open_link(link).parameters == scene.parameters
    assert mathscope.lessons() == catalogue.lessons() and mathscope.__version__ == VERSION
    assert set(mathscope.__all__) == set(dir(mathscope))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: mathscope.lesson("eigenvector"), "Did you mean eigenvectors"),
        (lambda: mathscope.open_link("eigenvectors?angle=999"), "out of reach"),
        (lambda: mathscope.open_link("eigenvectors?angel=9"), "which this lesson does not have"),
        (lambda: mathscope.open_link(""), "no lesson"),
        (lambda: mathscope.save(mathscope.lesson("svd").scene(), "x.exe"), "no format"),
        (lambda: mathscope.save(mathscope.lesson("svd").scene(), "x.json", loook="dark"), "no option loook"),
    ],
)
def test_what_a_program_gets_wrong_is_a_sentence(ask, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((KeyError, ValueError)) as caught:
        ask()
    assert said in str(caught.value) and not str(caught.value).startswith("'")
    assert not list(tmp_path.iterdir())


PROGRAM = "import sys; sys.path.append({root!r}); {before}import mathscope; print(mathscope.lesson('svd').title)"


@pytest.mark.parametrize(("before", "said"), [("", "Singular"), ("import viz; ", "imported another one from")])
def test_a_module_of_the_users_own_by_one_of_our_names_is_no_trap(before, said, tmp_path):
    """Beside a file viz.py of the user's the figure is drawn by ours; if the user's came first, a sentence says so."""
    (tmp_path / "viz.py").write_text("")
    program = PROGRAM.format(root=str(ROOT), before=before)
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said in done.stdout + done.stderr
