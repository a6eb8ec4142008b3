"""The page /glossary: all terms by the alphabet, each with its sentence and its lessons, and the notation."""

from __future__ import annotations

from functools import cache
from html import escape
from itertools import groupby

from explorer import catalogue
from explorer.glossary.entries import Entry, anchor_of, entries, notation
from explorer.lectures.page import ICON


@cache
def html(static: str) -> str:
    """The page; `static` is the hash in the address of its scripts and styles."""
    base = escape(f"scope/static/{static}")
    letters = [(letter, list(under)) for letter, under in groupby(entries(), _letter)]
    index = " ".join(f'<a href="glossary#letter-{_id(letter)}">{letter}</a>' for letter, _ in letters)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glossary · Mathscope</title>
<link rel="icon" href="data:image/svg+xml,{ICON}">
<link rel="stylesheet" href="{base}/page.css">
<link rel="stylesheet" href="{base}/lectures/lectures.css">
<link rel="stylesheet" href="{base}/glossary/glossary.css">
<script type="module" src="{base}/glossary/glossary.js"></script>
</head>
<body class="lec-page glo-page">
<header class="lec-head"><a href="./">Mathscope</a><h1>Glossary</h1>
<p>The {len(entries())} terms of the lessons, each in a sentence.
Notation stands <a href="glossary#notation">at the end</a>.</p></header>
<main>
<div class="glo-find" hidden><label for="glo-field">Find a term</label>
<input id="glo-field" type="search" autocomplete="off" spellcheck="false"><p role="status" aria-live="polite"></p></div>
<nav aria-label="Letters" class="glo-letters">{index}</nav>
{"".join(_under(letter, under) for letter, under in letters)}
<section aria-labelledby="notation" class="glo-notation"><h2 id="notation">Notation</h2>
{"".join(_signs(heading) for heading in notation())}
</section>
</main>
</body>
</html>
"""


def _letter(entry: Entry) -> str:
    first = anchor_of(entry.term)[0].upper()
    return first if first.isalpha() else "0–9"


def _id(letter: str) -> str:
    return letter.lower() if letter.isalpha() else "digits"


def _under(letter: str, under: list[Entry]) -> str:
    rows = "".join(_entry(entry) for entry in under)
    head = f"letter-{_id(letter)}"
    return f'<section aria-labelledby="{head}"><h2 id="{head}">{letter}</h2><dl>{rows}</dl></section>\n'


def _entry(entry: Entry) -> str:
    links = " · ".join(
        f'<a href="{slug}" title="{escape(catalogue.find(slug).title)}">{escape(catalogue.places()[slug].name)}</a>'
        for slug in entry.lessons
    )
    return (
        f'<div id="{entry.anchor}"><dt>{escape(entry.term)}</dt>'
        f'<dd>{escape(entry.meaning)} <span class="glo-where">{links}</span></dd></div>\n'
    )


def _signs(heading: str) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(each.sign)}</th><td>{escape(each.meaning)}</td></tr>"
        for each in notation()[heading]
    )
    return f"<h3>{escape(heading)}</h3><table><tbody>{rows}</tbody></table>\n"
