"""The first screen of a lesson: the challenge where the eye is, steps that tick themselves, the introduction."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

GOAL, SAID, PROMPT = ".scope-goal", ".scope-goal-said", ".scope-challenge:visible .scope-prompt"
SENTENCE, COUNT = ".scope-guide-sentence", ".scope-guide-count"
WELCOME = ".scope-welcome"


def test_solving_is_seen_and_leads_on(visitor: Visitor):
    page = visitor.open("eigenvectors")
    asked = page.locator(PROMPT).inner_text()
    expect(page.locator(SAID)).to_have_text("Challenge 1 of 3")
    box = page.locator(GOAL).bounding_box()
    for place, value in enumerate(("2", "−2", "2", "1")):
        page.locator(".st-key-matrix-editor input").nth(place).fill(value)
    page.keyboard.press("Enter")
    expect(page.locator(f"{GOAL}.scope-now")).to_be_visible()
    expect(page.locator(SAID)).to_have_text("Solved: 1 of 3 in this lesson.")
    assert page.locator(GOAL).bounding_box() == pytest.approx(box, abs=1), "what was solved moved the page"
    expect(page.locator(".scope-goal-mark").first).to_have_attribute("aria-label", "Challenge 1 of 3, solved")
    page.get_by_role("button", name="Next challenge").click()
    assert page.locator(PROMPT).inner_text() != asked
    visitor.open("eigenvectors")
    expect(page.locator(SAID)).to_have_text("1 of 3 solved")
    assert page.locator(PROMPT).inner_text() != asked, "an open one is shown"
    assert not visitor.complaints


def answer(page: Page, text: str) -> None:
    page.locator(".scope-goal .scope-field:visible").fill(text)
    page.keyboard.press("Enter")


def test_a_wrong_guess_is_asked_again_with_other_numbers(visitor: Visitor):
    page = visitor.open("backpropagation")
    answer(page, "none")
    expect(page.locator(".scope-verdict:visible")).to_contain_text("must be a number, such as")
    answer(page, "18/2")
    expect(page.locator(".scope-verdict:visible")).to_contain_text("You said 9; it is 4: off by 5.")
    expect(page.locator(".scope-goal .scope-field:visible")).to_have_count(0)
    page.get_by_role("button", name="Try with new numbers").click()
    expect(page.locator(PROMPT)).to_contain_text("y = −2")
    answer(page, "-sqrt(1)")
    expect(page.locator(".scope-verdict:visible")).to_contain_text("Exactly: −1.")
    expect(page.locator(SAID)).to_contain_text("Solved: 1 of")
    visitor.rest()
    assert visitor.params()["y"] == -2
    assert not visitor.complaints


def test_a_guess_is_sent_once(visitor: Visitor):
    sent: list[str] = []
    visitor.page.on("websocket", lambda socket: socket.on("framesent", lambda text: sent.append(str(text))))
    page = visitor.open("backpropagation")
    page.locator(".scope-goal .scope-field:visible").fill("9")
    page.locator(".scope-predict:visible").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    expect(page.locator(".scope-verdict:visible")).to_contain_text("off by")
    assert len([text for text in sent if '"predict"' in text]) == 1
    assert not visitor.complaints


def test_what_else_the_browser_remembers_does_no_harm(visitor: Visitor):
    page = visitor.page
    keep = "([name, value]) => localStorage.setItem('mathscope:' + name, JSON.stringify({eigenvectors: value}))"
    page.evaluate(keep, ["solved", [0, 1, 2, 7, 8, "x", None]])
    page.evaluate(keep, ["seen", 3])
    visitor.open("eigenvectors")
    expect(page.locator(SAID)).to_have_text("Solved before.")
    expect(page.locator(".scope-goal-mark.scope-solved")).to_have_count(3)
    expect(page.locator(COUNT)).to_have_text("0 of 6 seen")
    marks = [mark.bounding_box() for mark in page.locator(".scope-goal-mark").all()]
    assert len({mark["y"] for mark in marks if mark}) == 1, "three circles stand in a row"
    # What another window has solved meanwhile stays.
    page.evaluate(keep, ["seen", [5]])
    page.locator(".scope-guide-next").click()
    expect(page.locator(COUNT)).to_have_text("2 of 6 seen")
    assert page.evaluate("JSON.parse(localStorage.getItem('mathscope:seen')).eigenvectors") == [0, 1, 5]
    assert not visitor.complaints


def test_a_key_leads_to_the_theory_and_back(visitor: Visitor):
    page = visitor.open("eigenvectors")
    page.get_by_role("tab", name="Code").click()
    visitor.rest()
    page.keyboard.press("t")
    expect(page.get_by_role("tab", name="Theory")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", name="Theory")).to_be_focused()
    top = "document.querySelector('.st-key-lesson-text').getBoundingClientRect().top"
    page.wait_for_function(f"Math.abs({top}) < 100")
    visitor.rest()
    page.keyboard.press("t")
    page.wait_for_function(f"{top} > 400")
    page.locator(".scope-entry").first.focus()
    page.keyboard.press("t")
    assert page.evaluate(top) > 400, "it was typed into a field"
    assert not visitor.complaints


def test_an_answer_is_kept_back_until_it_is_asked_for(visitor: Visitor):
    page = visitor.open("hypothesis_testing")
    answer(page, "80%")
    expect(page.locator(".scope-verdict:visible")).to_have_text("Too large.")
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator(".scope-verdict:visible")).to_contain_text("It is 0.64")
    expect(page.locator(".scope-goal .scope-field:visible")).to_have_count(0)
    expect(page.locator(SAID)).not_to_contain_text("Solved")
    assert not visitor.complaints


def test_steps_tick_themselves_and_what_to_notice_stays_while_one_drags(visitor: Visitor):
    page = visitor.open("eigenvectors")
    first = page.locator(SENTENCE).inner_text()
    expect(page.locator(COUNT)).to_have_text("0 of 6 seen")
    x, y = visitor.thumb("angle")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=8)
    expect(page.locator(COUNT)).to_have_text("1 of 6 seen")
    assert page.locator(SENTENCE).inner_text() == first
    page.mouse.up()
    visitor.rest()
    assert page.locator(SENTENCE).inner_text() == first
    page.locator(".scope-guide-next").click()
    expect(page.locator(COUNT)).to_have_text("2 of 6 seen")
    expect(page.locator(".st-key-preset-1 button[kind=primary] >> visible=true")).to_have_count(1)
    assert page.locator(SENTENCE).inner_text() != first
    mark = "getComputedStyle(document.querySelector('.st-key-preset-%d button'), '::before').content"
    assert "✓" in page.evaluate(mark % 1) and "✓" not in page.evaluate(mark % 2)
    visitor.open("eigenvectors")
    expect(page.locator(COUNT)).to_have_text("2 of 6 seen")
    assert not visitor.complaints


def test_the_introduction_is_shown_once_and_never_in_a_frame(visitor: Visitor):
    forget = "localStorage.removeItem('mathscope:met')"
    visitor.page.evaluate(forget)
    page = visitor.open("eigenvectors")
    for says in ("Drag the rings", "Drag these, or type", "A challenge", "Theory (key T), use in"):
        expect(page.locator(WELCOME)).to_contain_text(says)
        card, screen = page.locator(WELCOME).bounding_box(), page.viewport_size
        assert card and screen and card["x"] >= 0 and card["x"] + card["width"] <= screen["width"]
        assert card["y"] >= 0 and card["y"] + card["height"] <= screen["height"]
        page.locator(f"{WELCOME} button").first.click()
    expect(page.locator(WELCOME)).to_have_count(0)
    visitor.open("svd")
    expect(page.locator(WELCOME)).to_have_count(0)
    page.evaluate(forget)
    visitor.open("svd?embed=true")
    expect(page.locator(WELCOME)).to_have_count(0)
    for begin in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.wheel(0, 300)):
        page.evaluate(forget)
        visitor.open("svd")
        expect(page.locator(WELCOME)).to_be_visible()
        box = page.locator(f"{WELCOME} p").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 8)
        begin()
        expect(page.locator(WELCOME)).to_have_count(0)
    page.wait_for_function("document.querySelector('.stMain').scrollTop > 0")  # the wheel went through it


def test_further_states_are_folded_until_they_are_asked_for(visitor: Visitor):
    page = visitor.open("integral_transforms")
    buttons = page.locator(".st-key-lesson-presets button:visible")
    expect(buttons).to_have_count(6)
    row = page.locator(".st-key-lesson-presets").bounding_box()
    more = page.get_by_role("button", name="Show 8 more states worth seeing")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    expect(buttons).to_have_count(14)
    unfolded = page.locator(".st-key-lesson-presets").bounding_box()
    assert row and unfolded and unfolded["height"] < row["height"] + 20, "it is one row that scrolls"
    page.get_by_role("button", name="Show the steps alone").click()
    expect(buttons).to_have_count(6)
    visitor.open("integral_transforms?view=jumps&shape=drawn&order=12")
    expect(buttons).to_have_count(7)
    expect(page.locator(".st-key-lesson-presets button[kind=primary]:visible")).to_have_count(1)
    assert not visitor.complaints


def test_there_is_a_picture_before_there_is_a_figure(visitor: Visitor):
    page, held = visitor.page, []
    page.route("**/plotly*.js", lambda route: held.append(route))
    page.goto(f"{visitor.url}/svd")
    expect(page.locator("img.scope-card-first")).to_be_visible(timeout=30_000)
    assert page.evaluate("document.querySelector('img.scope-card-first').naturalWidth") > 0
    for route in held:
        route.continue_()
    page.unroute("**/plotly*.js")
    expect(page.locator("[data-testid=live-figure][data-frames] .main-svg").first).to_be_visible(timeout=30_000)
    expect(page.locator("img.scope-card-first")).to_have_count(0)


def test_a_thing_is_there_once(visitor: Visitor):
    page = visitor.open("")
    assert page.locator("input[type=search]:visible").count() == 1
    page = visitor.open("gradient_descent")
    assert page.locator("input[type=search]:visible").count() == 1
    assert page.locator(".st-key-tick").count() == 0
    field = page.locator(".scope-count-field")
    field.fill("12")
    field.press("Enter")
    visitor.rest()
    assert visitor.params()["tick"] == 12 and "tick=12" in page.url
    for typed, said in (("5000", "Out of reach"), ("twelve", "No number yet")):
        field.fill(typed)
        field.press("Enter")
        expect(page.locator(".scope-status")).to_contain_text(said)
        assert visitor.params()["tick"] == 12
    assert not visitor.complaints


def test_names_with_an_index_and_powers_are_set(visitor: Visitor):
    page = visitor.open("eigenvectors")
    script = page.evaluate(
        "performance.getEntriesByType('resource').map((e) => e.name).find((n) => /maths\\.js/.test(n))"
    )
    told = page.evaluate(
        "async ([script, texts]) => { const { pieces } = await import(script);"
        " const set = ([tag, part]) => tag ? `<${tag}>${part}</${tag}>` : part;"
        " return texts.map((text) => pieces(text).map(set).join('')); }",
        [
            script,
            ["n^(−0.333)", "f_xy² > f_xx f_yy", "|A x_null|", "10^4.", "body_mass", "e^(t·tr A)", "a ^ b", "x^(1"],
        ],
    )
    assert told == [
        "n<sup>−0.333</sup>",
        "f<sub>xy</sub>² > f<sub>xx</sub> f<sub>yy</sub>",
        "|A x<sub>null</sub>|",
        "10<sup>4</sup>.",
        "body_mass",
        "e<sup>t·tr A</sup>",
        "a ^ b",
        "x^(1",
    ]
