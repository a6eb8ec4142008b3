"""What comes before what: the table of prerequisites, the goals, the map, and the line on a lesson's page."""

from __future__ import annotations

import re

import pytest

import pages
from explorer import catalogue
from explorer.lesson import presets
from explorer.page import path_line
from explorer.paths import layout, order
from pages.paths import GOALS, PLACES, Place

LONGEST = 11  # lessons in the longest chain: a new one that makes it longer is a decision, not an accident


def faults(places: dict[str, Place]) -> list[str]:
    """What is wrong with a table of prerequisites."""
    found = []
    for slug, place in places.items():
        found += [f"{slug} needs {each}, which is no lesson" for each in place.before if each not in places]
        if len(place.before) > 4 or len(set(place.before)) != len(place.before):
            found.append(f"{slug} names {place.before}: at most four, each once")
        if not 2 <= len(place.name) <= 22:
            found.append(f"{slug}: “{place.name}” does not fit its box")
    if found:
        return found
    needed: dict[str, set[str]] = {}
    left = dict(places)
    while left:
        ready = [slug for slug, place in left.items() if all(each in needed for each in place.before)]
        if not ready:
            return [f"a circle among {', '.join(left)}"]
        for slug in ready:
            before = left.pop(slug).before
            needed[slug] = {each for one in before for each in {one} | needed[one]}
            found += [
                f"{slug} names {each}, which {other} needs already"
                for each in before
                for other in before
                if each in needed[other]
            ]
    return found


def test_the_table_of_prerequisites_is_sound():
    odd = set(PLACES) ^ set(pages.slugs())
    assert not odd, f"in pages/paths.py or in pages/__init__.py, not in both: {odd}"
    assert faults(PLACES) == []
    assert len({place.name for place in PLACES.values()}) == len(PLACES)
    assert max(order.depth(slug) for slug in PLACES) == LONGEST


@pytest.mark.parametrize(
    ("slug", "before", "fault"),
    [
        ("vectors", ("svd",), "circle"),
        ("svd", ("eigenvectors", "vectors"), "needs already"),
        ("svd", ("eigenvector",), "no lesson"),
        ("svd", ("vectors", "derivatives", "bayes_theorem", "why_probability", "data_summaries"), "at most four"),
    ],
)
def test_a_table_that_is_not_sound_is_seen(slug: str, before: tuple[str, ...], fault: str):
    assert any(fault in each for each in faults({**PLACES, slug: Place("Name", before)}))


def test_linear_maps_and_subspaces_come_before_eigenvectors_and_the_svd():
    for slug in ("eigenvectors", "svd"):
        assert {"linear_transformations", "subspaces_basis"} <= order.needed(slug)


TAKEN = {  # what a text says three times or more it takes for granted, or teaches
    "eigenvectors": "eigenv(ector|alue)",
    "svd": "singular (value|vector)",
    "partial_derivatives": r"gradient|\\nabla",
    "hessian_curvature": "Hessian",
    "taylor_series": "Taylor",
    "markov_chains": "Markov chain",
    "brownian_sde": "Brownian",
    "hypothesis_testing": "null hypothesis|p-value",
    "projections_least_squares": "[Ll]east squares",
    "independence_orthogonality": "orthonormal",
    "expectation_variance": r"[Vv]ariance|\\operatorname{Var}",
}
EXCEPT = {
    ("rank_determinant", "svd"),  # a look ahead, to the numerical rank
    ("data_summaries", "expectation_variance"),  # of data, taught there
    ("correlation_data", "expectation_variance"),
    ("special_matrices", "expectation_variance"),  # of data, in whitening
}


def test_what_a_text_says_again_and_again_comes_before_it():
    for lesson in catalogue.lessons().values():
        parts = presets.sections(lesson.text())
        text = parts["Idea"] + parts["Mathematics"]
        for slug, words in TAKEN.items():
            if len(re.findall(words, text)) >= 3 and (lesson.slug, slug) not in EXCEPT:
                assert slug == lesson.slug or slug in order.needed(lesson.slug), (lesson.slug, slug)


@pytest.mark.parametrize("name", GOALS)
def test_the_way_to_a_goal_has_each_lesson_after_what_it_needs(name: str):
    way = order.way(GOALS[name].ends)
    assert 5 <= len(way) <= 30
    assert set(GOALS[name].ends) <= set(way)
    for place, slug in enumerate(way):
        assert set(order.before(slug)) <= set(way[:place])


def test_on_the_map_arrows_point_down_and_boxes_keep_apart():
    drawn = layout.drawn()
    assert list(drawn.boxes) and set(drawn.boxes) == set(PLACES)
    assert set(drawn.arrows) == {(each, slug) for slug in PLACES for each in PLACES[slug].before}
    for start, end in drawn.arrows:
        assert drawn.boxes[start][1] + layout.HIGH < drawn.boxes[end][1]
    assert len(set(drawn.boxes.values())) == len(PLACES)
    for x, y in drawn.boxes.values():
        assert layout.WIDE / 2 < x < drawn.width - layout.WIDE / 2
        assert layout.HEAD + layout.HIGH / 2 < y < drawn.height
    longest = max(len(section.lessons) for section in catalogue.sections())
    assert max(layout.rows().values()) + 1 <= longest + 6  # hardly lower than the longest lane


def test_an_arrow_begins_and_ends_at_its_boxes():
    drawn = layout.drawn()
    for (start, end), curve in drawn.arrows.items():
        places = [float(each) for each in re.findall(r"-?[\d.]+", curve)]
        assert abs(places[0] - drawn.boxes[start][0]) <= layout.WIDE / 2
        assert abs(places[1] - drawn.boxes[start][1]) <= layout.HIGH / 2
        assert abs(places[-1] - drawn.boxes[end][1]) <= layout.HIGH / 2


def test_a_lesson_says_what_comes_before_it_and_what_it_leads_to():
    line = path_line.text(catalogue.find("expectation_variance"))
    assert line.index("Before this") < line.index('href="random_variables"') < line.index("Leads to")
    assert "and 3 more" in path_line.text(catalogue.find("lln_clt"))
    assert "Before this" not in path_line.text(catalogue.find("vectors"))
    assert "Leads to" not in path_line.text(catalogue.find("tensors"))
