"""A sheet of exercises as one page that prints well, and on a screen asks its questions one by one."""

from __future__ import annotations

import re
from html import escape

from explorer.exercises.build import LARGEST_SEED, MOST, Exercise, Goal, Sheet
from explorer.lectures.page import ICON
from explorer.version import VERSION


def html(sheet: Sheet, count: int, answers: bool, base: str, static: str = "", style: str = "") -> str:
    """The page.

    Args:
        count: how many questions of a kind were asked for.
        answers: whether it is the teacher's sheet, with answers, tolerances and laws.
        base: the address of the application, which is written on the sheet.
        static: the address of its scripts and styles; "" for a file, which has its `style` within and no controls.
    """
    title = f"Exercises: {sheet.title}"
    head = f"<style>{style}</style>"
    if static:
        sheets = ("page.css", "lectures/lectures.css", "exercises/exercises.css")
        head = "".join(f'<link rel="stylesheet" href="{escape(static)}/{each}">\n' for each in sheets)
        head += f'<script type="module" src="{escape(static)}/exercises/exercises.js"></script>'
    asked = "".join(_exercise(each, answers, sheet.slug) for each in sheet.exercises)
    matrices = any(re.search(r"\[[^\]]*;", each.question) for each in sheet.exercises)
    goals = "".join(_goal(each, answers, sheet.slug) for each in sheet.goals)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · Mathscope</title>
<link rel="icon" href="data:image/svg+xml,{ICON}">
<base href="{"../" if static else escape(base)}">
{head}
</head>
<body class="lec-page exe-page" data-slug="{sheet.slug}" data-seed="{sheet.seed}" data-count="{count}">
<header class="lec-head"><a href="{sheet.slug}">{escape(sheet.title)}</a>
<h1>Exercises{": answers" if answers else ""}</h1></header>
{_form(sheet, count, answers) if static else ""}
<main>
<h2>With numbers</h2>
{"<p>[1 2; 3 4] is the matrix with the rows (1, 2) and (3, 4).</p>" if matrices else ""}
<ol class="exe-list">{asked}</ol>
{f'<h2>In the figure</h2><ol class="exe-list" start="{len(sheet.exercises) + 1}">{goals}</ol>' if goals else ""}
</main>
<footer>Sheet {sheet.seed} · {escape(base)}exercises/{sheet.slug}?seed={sheet.seed}&amp;n={count} · \
Mathscope {VERSION}</footer>
</body>
</html>
"""


def _form(sheet: Sheet, count: int, answers: bool) -> str:
    path = f"exercises/{sheet.slug}"
    other = f"{path}?seed={(sheet.seed + 1) % (LARGEST_SEED + 1)}&amp;n={count}{'&amp;answers=1' if answers else ''}"
    return f"""<form class="exe-form" action="{path}" method="get">
<label>Seed <input name="seed" type="number" min="0" max="{LARGEST_SEED}" value="{sheet.seed}"></label>
<label>Of each kind <input name="n" type="number" min="1" max="{MOST}" value="{count}"></label>
<label><input name="answers" type="checkbox" value="1"{" checked" if answers else ""}> With answers</label>
<button class="scope-button" type="submit">Show</button>
<a class="scope-button" href="{other}">New numbers</a>
<button class="scope-button exe-print" type="button" hidden>Print</button>
<button class="scope-button exe-turn" type="button" aria-pressed="false" hidden>One by one</button>
</form>"""


def _exercise(each: Exercise, answers: bool, slug: str) -> str:
    if not answers:
        form = f"To {each.tolerance}." if len(each.answer) == 1 else f"Two numbers, as (1, 2), to {each.tolerance}."
        return f'<li><p>{escape(each.question)} <small>{escape(form)}</small></p><div class="exe-room"></div></li>\n'
    law = f"<p>{escape(each.law)}</p>" if each.law else ""
    return (
        f"<li><p>{escape(each.question)}</p><p><strong>{escape(each.said)}</strong> ± {escape(each.margin)}. "
        f"{_link(slug, each.state, 'See it in the figure')}</p>{law}</li>\n"
    )


def _goal(each: Goal, answers: bool, slug: str) -> str:
    if not answers:
        return f'<li><p>{escape(each.prompt)}</p><div class="exe-room"></div></li>\n'
    hint = f"<p>{escape(each.hint)}</p>" if each.hint else ""
    return f"<li><p>{escape(each.prompt)}</p><p>{_link(slug, each.state, 'One that does')}</p>{hint}</li>\n"


def _link(slug: str, state: str, words: str) -> str:
    return f'<a href="{escape(slug + ("?" + state if state else ""))}">{words}</a>'
