"""A slider of each kind of figure, dragged as that of `eigenvectors` is; and what each should take."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.drag.pages import FORGET, PAGES, Page, peer
from explorer import catalogue
from explorer.controls import Slider


@dataclass(frozen=True)
class Kind:
    """A kind of figure: its page, and the aim in milliseconds (median, 95%) after the slider's change; None: a peer."""

    page: Page
    aim: tuple[int, int] | None


def lesson_page(label: str, slug: str, control: str, query: str = "") -> Page:
    """The page of a lesson whose slider is dragged."""
    found = catalogue.find(slug).control(control)
    assert isinstance(found, Slider), f"{slug} has no slider {control}"
    values = tuple(float(value) for value in found.every()) if found.log else None
    selector = f".st-key-{control}"
    track, path = f"{selector} [role=group]", f"/{slug}{query}"
    slider = f"{selector} input[type=range]"
    name = f"{slug}-{control}"
    return Page(name, label, PAGES[0].command, slider, track, 6, path, FORGET, (control, values))


KINDS = (
    Kind(lesson_page("contour map: `gradient_descent`, condition number", "gradient_descent", "kappa"), (20, 50)),
    Kind(
        lesson_page(
            "heat map: `spectral_decomposition`, parts", "spectral_decomposition", "components", "?view=digits"
        ),
        (20, 50),
    ),
    Kind(lesson_page("curves: `taylor_series`, order", "taylor_series", "order"), (20, 50)),
    Kind(lesson_page("bars: `lln_clt`, n", "lln_clt", "n"), (20, 45)),
    Kind(lesson_page("curves: `random_projections`, points", "random_projections", "n"), (20, 45)),
    Kind(lesson_page("surface: `psd_covariance`, t on the diagonal", "psd_covariance", "shift"), (60, 120)),
    Kind(
        Page(
            "surface",
            "surface: static page, `Plotly.react`",
            peer("surface"),
            "input",
            "input",
            8,
            follows=("shift", None),
        ),
        None,
    ),
)
