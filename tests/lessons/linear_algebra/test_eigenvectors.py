"""What the lesson says of an eigenvector and its computed powers is what the figure shows."""

from typing import Any

import numpy as np
import pytest

import viz
from explorer import catalogue, listing
from explorer.lesson import Law
from pages.linear_algebra.eigenvectors.lesson import lesson
from tests.lessons import contracts
from tests.lessons.asking import text, value

STEEP = ((1.65, 1.35), (1.35, 1.65))  # eigenvalues 3 and 0.3: rounding grows tenfold a step


def test_powers_are_said_to_stay_where_they_do():
    on_second = {"matrix": STEEP, "view": "power", "angle": 135}
    assert "stay on the line" in lesson.scene(**on_second, step=5).notice
    left = lesson.scene(**on_second, step=30)
    q: Any = left.state
    assert abs(q.powers.vectors[-1] @ q.probe) < 0.01  # they end on the other line
    assert "rounding" in left.notice


def test_nearly_an_eigenvector_is_not_called_one():
    assert "x is an eigenvector" in lesson.scene(angle=45).alt
    turned = lesson.scene(matrix=((2, 0.01), (0, 1.99)), angle=0.0 + 90)
    q: Any = turned.state
    assert abs(q.turned) < 0.5
    assert "A turns x by less than half a degree" in turned.alt


@pytest.mark.parametrize("basis", range(-90, 91, 13))
def test_where_the_eigenvalues_are_opposite_powers_go_to_and_fro_in_every_basis(basis):
    found = lesson.scene(view="power", matrix=((1, 0.57), (0.57, -1)), basis=basis, angle=40, step=30)
    q: Any = found.state
    assert "to and fro" in found.notice
    assert np.allclose(q.powers.vectors[2::2], q.powers.vectors[0]) and not q.exact
    assert [value(found, f"eigenvalue {k}") for k in (1, 2)] == ["1.151", "−1.151"]


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (((0, 99), (2e-8, 0)), ""),
        (((1, 99), (1e-8, 1)), ""),
        (((99, 0.001), (0.001, 99)), ""),
        (((1, 1e-5), (0, 1)), "one eigenvalue and only one line"),
        (((1, 1e-5), (-1e-5, 1)), "complex pair"),
        (((1.1, 0.3), (-0.3, 0.5)), "one eigenvalue and only one line"),
    ],
)
@pytest.mark.parametrize("basis", [0, 31])
def test_a_case_that_is_close_to_another_is_told_apart_and_the_laws_hold(matrix, said, basis):
    found = lesson.scene(matrix=matrix, basis=basis)
    assert said in found.notice if said else not found.notice
    laws = [each for each in found.readouts if isinstance(each, Law)]
    assert all(each.holds and each.sides[0] == each.sides[1] for each in laws)
    first, second = (value(found, f"eigenvalue {k}") for k in (1, 2))
    assert (first == second) == said.startswith("one")


def test_what_is_shown_of_a_matrix_shows_what_makes_its_case():
    assert value(lesson.scene(matrix=((1, 1e-5), (0, 1))), "A as it is") == "[1.00000 0.00001; 0.00000 1.00000]"
    assert value(lesson.scene(), "A as it is") == "[2.00 1.00; 1.00 2.00]"


def test_a_vector_half_a_degree_off_is_not_called_an_eigenvector():
    def names(**at: Any) -> set[str]:
        return {each["text"][0] for each in lesson.scene(**at).panels[0].traces if each.get("text")}

    assert "Ax ≈ λx" in names(matrix=((1.5, 0.02), (0.02, 1.2)), angle=5)
    assert "Ax = λx" in names(angle=45) and "Ax" in names(angle=20)
    assert "A turns x by less than half a degree" in lesson.scene(matrix=((1, 1e-10), (0, 2)), angle=90).alt


def test_rounding_is_no_number():
    assert text(lesson.scene(view="power", angle=135), "angle from x") == "0°"
    flat = lesson.scene(matrix=((1, 1), (-1, -1)), angle=45, view="power", step=30)
    assert text(flat, "Rayleigh") == "0"
    assert text(lesson.scene(matrix=((-1, 0), (0, -1)), angle=30, basis=17), "angle from x") == "180°"


def test_the_matrix_as_it_is_decides_the_challenge_not_as_it_was_typed():
    goal = lesson.challenges[0].solved
    assert goal is not None
    assert goal(lesson.scene(matrix=((0.5, -0.5), (1.5, 0.5)), basis=-45).state)  # [1 −1; 1 0]
    assert not goal(lesson.scene(matrix=((1, -1), (1, 0)), basis=45).state)  # its diagonal entries are equal


@pytest.mark.parametrize(
    "matrix", [[[-1, 0], [0, 1]], [[-1, 1], [1, 1]], [[-2, 0], [0, 2]], [[0, 1], [0, 0]], [[0, 0], [0, 0]]]
)
def test_the_program_runs_where_the_moduli_are_equal_and_where_nothing_is_left(matrix):
    registered = catalogue.find("eigenvectors")
    parameters = registered.parameters({"matrix": matrix})
    found = contracts.printed(contracts.python_prints(listing.python(registered, parameters)))
    contracts.agrees(registered, parameters, found, str(matrix))


@pytest.mark.parametrize(
    ("name", "sizes", "way"), [("eigen1", np.linspace(3, 0.3, 28), 1), ("eigen2", np.linspace(1, 4, 31), -1)]
)
@pytest.mark.parametrize("beside", [0.02, -0.1, 0.1])
def test_a_dragged_arrow_stays_the_one_that_the_hand_holds(name, sizes, way, beside):
    scene, said = lesson.scene(), set()
    for size in sizes:
        x, y = size / np.sqrt(2) - 0.7 * beside, way * size / np.sqrt(2) + 0.7 * beside
        parameters, notice = lesson.pulled(scene, name, None, x, y)
        scene = lesson.scene(parameters, following=scene)
        said.add(notice)
        planes = [panel for panel in scene.panels if isinstance(panel, viz.Plane)]
        assert {handle.name for panel in planes for handle in panel.handles} >= {"eigen1", "eigen2"}
        q: Any = scene.state
        lines = q.eigen.lines
        assert abs(lines[:, 0] @ [1, 1]) > 1.3 and abs(lines[:, 1] @ [1, -1]) > 1.3
    assert any("|λ₁| stays the larger" in (each or "") for each in said)


def test_the_text_says_zero_where_only_rounding_is_left():
    numbers = catalogue.find("eigenvectors").scene(matrix=[[1, 1], [1, 1]], angle=135).numbers
    assert np.array_equal(numbers["image"], [0, 0]) and numbers["rayleigh"] == 0
    assert catalogue.find("eigenvectors").scene(matrix=[[0, -1], [1, 0]]).numbers["rayleigh"] == 0
    assert catalogue.find("special_matrices").scene().numbers["not_orthogonal"] == 0
    assert catalogue.find("svd").scene(matrix=[[0, 1], [0, 0]]).numbers["rank_one_error"] == 0
