"""The names nearest to one that there is not: a typo gets a sentence with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST = 80  # characters of a word that is compared


def near(word: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """At most `most` of the names that look like the word, the nearest first; none, if none does.

    Hyphens and underscores count as the same, as do small letters and capitals; the beginning of a name will do.
    """
    plain = {_plain(name): name for name in names}
    asked = _plain(word[:LONGEST])
    begun = [name for name in plain if len(asked) > 2 and asked in name]
    alike = difflib.get_close_matches(asked, plain, n=most, cutoff=0.65)
    return [plain[name] for name in dict.fromkeys([*alike, *begun])][:most]


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").strip("_")


def hint(word: str, names: Iterable[str]) -> str:
    """The sentence `Did you mean a, b or c?` with the nearest names and a space before it; nothing, if none is near."""
    found = near(word, names)
    if not found:
        return ""
    return f" Did you mean {' or '.join([', '.join(found[:-1]), found[-1]] if found[1:] else found)}?"
