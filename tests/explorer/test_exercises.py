"""Exercises: each lesson has a sheet, its answers are the lesson's and agree with closed forms, a seed is a sheet."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy
from scipy import stats
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import catalogue, link
from explorer.__main__ import main
from explorer.exercises import build
from explorer.exercises.build import Exercise, ExerciseError, sheet
from explorer.lesson import tasks
from explorer.lesson.tasks import Task
from explorer.routes import ROUTES

LESSONS = list(catalogue.lessons().values())
CLIENT = TestClient(Starlette(routes=ROUTES), raise_server_exceptions=False)

# The answer from the drawn values, by a closed form that is not the lesson's.
CLOSED = {
    "dot_products_norms": lambda v: np.dot(v["a"], v["b"]) / math.hypot(*v["a"]),
    "matrix_operations": lambda v: v["a"][0][0] * v["b"][0][0] + v["a"][0][1] * v["b"][1][0],
    "special_matrices": lambda v: v["gain"] ** 60,
    "rank_determinant": lambda v: np.linalg.det(v["cube"]),
    "svd": lambda v: np.linalg.norm(v["matrix"], 2),
    "psd_covariance": lambda v: -np.linalg.eigvalsh(v["matrix"])[0],
    "subspaces_basis": lambda v: 3 - np.linalg.matrix_rank(v["matrix"]),
    "pseudo_inverse": lambda v: np.linalg.norm(np.linalg.pinv(np.ones((2, 2))) @ v["b"]),
    "block_kronecker": lambda v: (v["rows"] * v["columns"]) ** 2,
    "functions_limits": lambda v: v["eps"] ** 2,
    "backpropagation": lambda v: v["y"] + math.cos(v["x"]),
    "optimizers": lambda v: v["step_adam"],
    "integration": lambda v: 1 / 3 + 1 / (6 * v["n"] ** 2),
    "taylor_series": lambda v: math.hypot(v["centre"], 0.2),
    "why_probability": lambda v: 1 / (1 + v["miss"]),
    "lln_clt": lambda v: 1 / math.sqrt(v["n"]),
    "map_estimation": lambda v: 1 / (v["tossed"] + 2),
    "maximum_likelihood": lambda v: math.sqrt(v["observed"][1] ** 2 - 1),
    "markov_chains": lambda v: v["matrix"][1][0] / (v["matrix"][1][0] + v["matrix"][0][1]),
    "distributions_in_practice": lambda v: (1 - v["share"]) ** v["n"],
    "mle_vs_moments": lambda v: (v["n"] + 1) * (v["n"] + 2) / (6 * v["n"]),
    "bias_variance": lambda v: v["sigma"] ** 2 / v["neighbours"],
    "causal_inference": lambda v: (v["b"] - v["a"] * v["c"]) / (1 + v["c"] ** 2),
    "manova": lambda v: v["size"] / 2 * math.hypot(*v["shift"]) ** 2 / (1 - v["rho"] ** 2),
    "natural_gradient": lambda v: v["start"][0] * 0.9 ** v["tick"],
    "brownian_sde": lambda v: math.exp((v["mu"] - v["sigma"] ** 2 / 2) * v["horizon"]),
    "rl_diffusion": lambda v: math.log(1 + v["places"][1] ** 2 - 0.09) / 2,
    "curse_of_dimensionality": lambda v: math.sqrt(v["d"]) - 1,
    "high_dimensional_statistics": lambda v: (1 + math.sqrt(v["features"] / v["rows"])) ** 2,
}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_lesson_has_a_sheet_whose_answers_are_its_own(lesson):
    found = sheet(lesson.slug, 7, 2)
    assert len(found.exercises) + len(found.goals) >= 2
    questions = [each.question for each in found.exercises]
    assert len(set(questions)) == len(questions)
    for each in found.exercises:
        assert not re.search(r"[{}]|\bnan\b|None|^[a-z]{5}", each.question), each.question
        assert np.isfinite(each.answer).all()
        assert 0 < each.off < math.inf
        assert each.right(each.answer)
        assert not each.right((each.answer[0] + 1.01 * each.off, *each.answer[1:]))
        assert link.read(lesson, link.parse(each.state))[1] == []
    for goal in found.goals:
        at = [each.prompt for each in lesson.challenges].index(goal.prompt)
        solved = lesson.solved(lesson.scene(link.read(lesson, link.parse(goal.state))[0]))
        assert solved[at] is True, goal.prompt


@pytest.mark.parametrize("slug", CLOSED)
def test_answers_agree_with_closed_forms(slug):
    lesson = catalogue.find(slug)
    task = catalogue.tasks(lesson)[0]
    count = min(4, math.prod(len(values) for values in task.vary.values()))
    for each in sheet(slug, 3, 4).exercises[:count]:
        values = link.read(lesson, link.parse(each.state))[0]
        assert math.dist(each.answer, np.atleast_1d(CLOSED[slug](values))) <= each.off


def worst_left(values: Mapping[str, Any]) -> float:
    """What exact line search leaves of ‖x‖_A from the start with equal gradients, tried on a diagonal A."""
    a = np.diag([1.0, values["kappa"]])
    x = np.linalg.solve(a, np.ones(2))
    gradient = a @ x
    after = x - gradient * (gradient @ gradient) / (gradient @ a @ gradient)
    return math.sqrt((after @ a @ after) / (x @ a @ x))


def krylov_dimension(values: Mapping[str, Any]) -> int:
    """How many of b, Ab, A²b, … are independent, for b with a part along each eigenvector, in exact numbers."""
    eigenvalues = [sympy.Rational(str(value)) for value in values["spectrum"]]
    return int(sympy.Matrix([[value**power for power in range(len(eigenvalues))] for value in eigenvalues]).rank())


def fewest_products(sizes: tuple[float, ...]) -> float:
    """Of a chain of matrices with these sizes, by trying every last product."""
    cuts = [
        fewest_products(sizes[: k + 1]) + fewest_products(sizes[k:]) + sizes[0] * sizes[k] * sizes[-1]
        for k in range(1, len(sizes) - 1)
    ]
    return min(cuts, default=0.0)


def discriminant(values: Mapping[str, Any]) -> float:
    """Of det(sX + Y) as a polynomial in s, by SymPy."""
    s = sympy.Symbol("s")
    rows = np.asarray(values["slices"])
    x, y = (sympy.Matrix(rows[:, at : at + 2].tolist()) for at in (0, 2))
    a, b, c = (((s * x + y).det().expand()).coeff(s, power) for power in (2, 1, 0))
    return float(b**2 - 4 * a * c)


def halves(values: Mapping[str, Any]) -> tuple[list[float], list[float]]:
    """The two groups of the lesson on ranks."""
    return ([x for x, y in values["points"] if y > 5], [x for x, y in values["points"] if y < 5])


def least_p(values: Mapping[str, Any]) -> float:
    """The exact test of groups that do not overlap."""
    upper, lower = halves(values)
    assert max(upper) < min(lower)
    return float(stats.mannwhitneyu(upper, lower, method="exact").pvalue)


def above(values: Mapping[str, Any]) -> float:
    """How far a chord lies above its curve, half-way."""
    power, a, b = int(values["function"][-1]), values["a"], values["b"]
    return (a**power + b**power) / 2 - ((a + b) / 2) ** power


# The same for kinds that come after the first, by the words that their questions have.
FURTHER = {
    ("convexity", "above the graph of f(x)"): above,
    ("iterative_solvers", "worst start"): worst_left,
    ("iterative_solvers", "After how many steps"): krylov_dimension,
    ("tensors", "cheapest order"): lambda v: fewest_products(v["sizes"]),
    ("tensors", "hyperdeterminant"): discriminant,
    ("nonparametric", "of the pairs"): lambda v: stats.mannwhitneyu(*halves(v)).statistic,
    ("nonparametric", "least p"): least_p,
    ("subspaces_basis", "steps along b₁"): lambda v: np.linalg.solve(np.array([v["b1"], v["b2"]]).T, v["v"])[0],
    ("bayes_theorem", "share of the negatives"): lambda v: (
        100 / (1 + (100 - v["prevalence"]) * v["specificity"] / (v["prevalence"] * (100 - v["sensitivity"])))
    ),
    ("bayes_theorem", "By which factor"): lambda v: v["sensitivity"] / (100 - v["specificity"]),
}


@pytest.mark.parametrize(("slug", "words"), FURTHER)
def test_answers_of_further_kinds_agree_with_closed_forms(slug, words):
    lesson = catalogue.find(slug)
    asked = [each for each in sheet(slug, 3, 8).exercises if words in each.question]
    assert len(asked) >= 4
    for each in asked:
        values = link.read(lesson, link.parse(each.state))[0]
        assert each.answer[0] == pytest.approx(FURTHER[slug, words](values), rel=1e-9)


def test_a_task_repeats_a_prediction_of_its_lesson_with_values_that_its_controls_have():
    for section in catalogue.sections():
        for lesson in section.lessons:
            asked = [each.predict for each in lesson.challenges if each.predict]
            for task in catalogue.tasks(lesson):
                assert isinstance(task, Task)
                assert task.prediction < len(asked)
                assert set(re.findall(r"{(\w+)}", task.text)) == set(task.vary)
                assert (task.near > 0) != (task.share > 0)
                assert task.law.endswith(".")
                for name, values in task.vary.items():
                    for value in values:  # a slider that keeps another one would ask about 3.98 false alarms
                        kept = lesson.control(name).accept(value)
                        assert np.all(np.asarray(kept, dtype=object) == np.asarray(value, dtype=object)), (name, value)


def every(slug: str, kind: int) -> list[Exercise]:
    """A lesson's questions of a kind, with all numbers that can be drawn."""
    lesson = catalogue.find(slug)
    task = replace(catalogue.tasks(lesson)[kind], alike=False)
    asked = [each.predict for each in lesson.challenges if each.predict][task.prediction]
    return list(build._drawn(lesson, task, asked, 1, math.prod(map(len, task.vary.values())), 0))


def test_answers_differ_unless_a_kind_says_that_they_are_alike():
    for lesson in LESSONS:
        for kind, task in enumerate(catalogue.tasks(lesson)):
            if "{" not in task.text:
                continue
            first, *others = every(lesson.slug, kind)
            same = all(first.right(each.answer) for each in others)
            assert same is task.alike, (lesson.slug, kind)
    fixed = [each for each in sheet("convexity", 5, 4).exercises if "Two runs found one network" in each.question]
    assert len(fixed) == 1, "a question without numbers is asked once"


def test_every_lesson_with_a_prediction_of_a_number_has_a_question_with_fresh_numbers():
    for lesson in LESSONS:
        assert any(task.vary for task in catalogue.tasks(lesson)), lesson.slug


def test_a_count_is_accepted_where_the_exercise_accepts_it():
    for lesson in LESSONS:
        asked = [each.predict for each in lesson.challenges if each.predict]
        for kind, task in enumerate(catalogue.tasks(lesson)):
            answers = [each.answer for each in every(lesson.slug, kind)]
            counts = task.answer is None and all(float(each).is_integer() for answer in answers for each in answer)
            if counts and 0 < task.near <= 0.5 and asked[task.prediction].kind == "number":
                assert asked[task.prediction].near <= 0.5, lesson.slug


def test_what_looks_right_and_is_not_is_wrong():
    for each in every("integration", 0):
        assert not each.right((1 / 3,)), each.question  # the integral, not the rule
    for each in every("distributions_in_practice", 0):
        assert 0 < each.off < each.answer[0] or each.answer[0] < 0.01


def test_questions_are_written_as_by_hand():
    for lesson in LESSONS:
        for each in sheet(lesson.slug, 3, 12).exercises:
            assert not re.search(r"[a-z]\^\d|\*|×10|\d-|= -|, -", each.question), each.question
    assert tasks._formula("(x^2+y-11)^2+(x+y^2-7)^2") == "(x² + y − 11)² + (x + y² − 7)²"
    assert tasks._formula("log(exp(0.8*x)+exp(-0.8*x))+y^2/2") == "log(exp(0.8x) + exp(−0.8x)) + y²/2"
    assert "points (1, " in sheet("projections_least_squares", 1, 1).exercises[0].question
    assert "rows (1, 2) and (3, 4)" in CLIENT.get("/exercises/svd").text
    assert "rows (1, 2) and (3, 4)" not in CLIENT.get("/exercises/lln_clt").text
    assert "Two numbers, as (1, 2), to 0.1." in CLIENT.get("/exercises/vectors?n=1").text  # a row and a column


def test_the_tolerance_of_a_question_does_not_tell_its_answer():
    for slug in ("functions_limits", "svd", "lln_clt"):
        found = sheet(slug, 2, 4)
        plain = CLIENT.get(f"/exercises/{slug}?seed=2").text
        assert "To 2% of the answer." in plain
        shared = [each for each in found.exercises if each.share]
        assert len(shared) >= 4
        for each in shared:
            assert f"To {each.margin}" not in plain
            within, beyond = ((each.answer[0] * (1 + part * each.share),) for part in (0.95, 1.05))
            assert each.right(within) and not each.right(beyond)


def test_a_seed_is_a_sheet_and_other_seeds_are_other_sheets():
    assert sheet("svd", 4) == sheet.__wrapped__("svd", 4)
    assert len({tuple(each.question for each in sheet("svd", seed).exercises) for seed in range(6)}) > 3
    for seed, count in ((-1, 4), (1_000_000, 4), (1, 0), (1, 13)):
        with pytest.raises(ExerciseError):
            sheet("svd", seed, count)


def test_the_sheet_holds_no_answer_and_that_of_the_teacher_all():
    found = sheet("svd", 2, 3)
    plain = CLIENT.get("/exercises/svd?seed=2&n=3").text
    told = CLIENT.get("/exercises/svd?seed=2&n=3&answers=1").text
    for each in found.exercises:
        assert f"<strong>{each.said}</strong>" in told
        assert f">{each.said}<" not in plain
    assert plain.count('class="exe-room"') == len(found.exercises) + len(found.goals)
    for wrong in ("x", "", "²", "-1", "1000000", "9" * 4000, "1e3", "0x1", "１", " 1", "1.0", "<script>"):
        answer = CLIENT.get("/exercises/svd", params={"seed": wrong})
        assert (answer.status_code, answer.text) == (400, "seed is a whole number, 999,999 at most."), wrong
    for wrong in ("0", "99", "-1", "x"):
        assert CLIENT.get("/exercises/svd", params={"n": wrong}).status_code == 400
    for slug in ("nothing", "<script>alert(1)</script>", "..%2f..%2fetc", "x" * 3000, "%00", "SVD"):
        answer = CLIENT.get(f"/exercises/{slug}")
        assert answer.status_code == 404 and "html" not in answer.headers["content-type"], slug
    assert CLIENT.get("/exercises/nothing").status_code == 404


def test_a_guess_is_judged_as_a_reader_writes_it():
    exercise = sheet("maximum_likelihood", 1, 4).exercises[0]
    square = round(exercise.answer[0] ** 2)
    path = "/exercises/maximum_likelihood/check"

    for guess in (str(exercise.answer[0]), str(exercise.answer[0]).replace(".", ",")):
        assert CLIENT.get(path, params={"seed": 1, "n": 4, "item": 0, "guess": guess}).json()["right"]
    right = CLIENT.get(path, params={"seed": 1, "n": 4, "item": 0, "guess": f"√{square}"}).json()
    assert right["right"] is (abs(math.sqrt(square) - exercise.answer[0]) <= exercise.off)
    wrong = CLIENT.get(path, params={"seed": 1, "item": 0, "guess": "99"}).json()
    assert wrong == {"right": False}
    odd = CLIENT.get(path, params={"seed": 1, "item": 0, "guess": "__import__"}).json()
    assert "must be a number" in odd["sentence"]
    for guess in ("nan", "inf", "1e999", "9" * 4000, "(" * 100, "1/0", "", "%", "\x00"):
        assert "sentence" in CLIENT.get(path, params={"seed": 1, "item": 0, "guess": guess}).json(), guess
    chance = sheet("distributions_in_practice", 1, 1).exercises[0].answer[0]
    path_of_chance = "/exercises/distributions_in_practice/check"
    for guess, right_ in ((f"{100 * chance:.2f}%", True), (f"{100 * chance:.2f}", chance > 1), (f"{chance:.4f}", True)):
        told = CLIENT.get(path_of_chance, params={"seed": 1, "n": 1, "item": 0, "guess": guess}).json()
        assert told["right"] is right_, guess
    share = sheet("bayes_theorem", 1, 1).exercises[0].answer[0]
    for guess in (f"{share}%", f"{share}"):
        query = {"seed": 1, "n": 1, "item": 0, "guess": guess}
        assert CLIENT.get("/exercises/bayes_theorem/check", params=query).json()["right"], guess
    for guess in ("1, 1", "(1; 1)", "1"):
        query = {"seed": 1, "n": 1, "item": 0, "guess": guess}
        assert ("sentence" in CLIENT.get("/exercises/vectors/check", params=query).json()) is (guess == "1")
    shown = CLIENT.get(path, params={"seed": 1, "item": 0, "show": 1}).json()
    assert "±" in shown["said"]
    assert CLIENT.get(path, params={"item": 99, "guess": "1"}).status_code == 400


def test_the_command_writes_a_page_that_stands_alone(tmp_path: Path, capsys):
    path = tmp_path / "sheet.html"
    assert main(["exercises", "svd", "--seed", "2", "-n", "3", "--answers", "-o", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text and '<link rel="stylesheet"' not in text and "@media print" in text
    assert '<base href="http://' in text
    assert main(["exercises", "nothing"]) == 2
    assert main(["exercises", "svd", "--seed", "-3"]) == 2
    assert "seed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("guess", "right"),
    [
        *(("(1, -2)", True), ("1; -2", True), ("1,0; −2,0", True), ("[2/2 -√4]", True), ("min(1, 2), -2", True)),
        *(("(1, 2)", False), ("1 2", False)),
    ],
)
def test_a_pair_is_judged_as_a_reader_writes_it(guess, right):
    assert sheet("eigenvectors", 1, 4).exercises[1].answer == pytest.approx((1, -2))
    asked = {"seed": 1, "n": 4, "item": 1, "guess": guess}
    assert CLIENT.get("/exercises/eigenvectors/check", params=asked).json()["right"] is right
