"""What one lesson must keep, in seconds: ``make check ARGS=jensen``.

Everything that `tests/lessons` asks of every lesson, for these alone, with their own tests, and then what ties lessons
to one another, which names no lesson: prerequisites, glossary, synonyms, related lessons, cards. The Rust programs at
all presets are left to ``pytest tests/lessons/test_rust_examples.py -k jensen``: they are compiled first.
"""

from __future__ import annotations

import subprocess
import sys

from explorer import catalogue
from explorer.near import hint
from scripts.setup import ROOT

OF_EACH = ("tests/lessons/test_every_lesson.py", "tests/lessons/test_exercise_answers.py")
OF_ALL = (
    "tests/lessons/test_every_lesson.py::test_related_lessons_form_one_map",
    "tests/lessons/test_every_lesson.py::test_the_readme_counts_the_lessons",
    "tests/explorer/test_paths.py",
    "tests/explorer/test_glossary.py",
    "tests/explorer/test_synonyms.py",
    "tests/explorer/test_cli.py::test_thumbnails_are_those_of_todays_figures",
)


def main(slugs: list[str]) -> int:
    """Check these lessons; the exit code is 1 if something is not kept, 2 if there is no such lesson."""
    sections = {lesson.slug: section.name for section in catalogue.sections() for lesson in section.lessons}
    unknown = [slug for slug in slugs if slug not in sections]
    if unknown or not slugs:
        near = f"There is no lesson “{unknown[0]}”.{hint(unknown[0], list(sections))}" if unknown else ""
        print(near or "Name one or more lessons: python -m scripts.check jensen", file=sys.stderr)
        return 2
    own = [ROOT / "tests" / "lessons" / sections[slug] / f"test_{slug}.py" for slug in slugs]
    run = (sys.executable, "-m", "pytest", "-q")
    codes = [
        subprocess.run([*run, *OF_EACH, *map(str, own), "-k", " or ".join(slugs)], cwd=ROOT, check=False).returncode,
        subprocess.run([*run, *OF_ALL], cwd=ROOT, check=False).returncode,
    ]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
