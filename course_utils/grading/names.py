"""Students' names as they are shown, and as files: cleaned, and never two of them alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

LONGEST_NAME = 1_500
"""Signs of a name in a table. A folder's name has at most 255 bytes, so it is never cut."""
LONGEST_FILE_NAME = 180
"""Bytes of a file's name that is made of a student's, of the 255 that file systems allow."""
_FORMULA = re.compile(r"'*[=+\-@]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_NO_FILE_HAS = re.compile(r"[/\\]")


def shown(name: str) -> str:
    r"""Return a student's name for a table: one line that no spreadsheet takes for a formula.

    Signs that cannot be seen stand as codes such as ``\t``, a backslash is doubled, and what looks
    like a formula begins with an apostrophe. So two names that differ never look the same.
    """
    text = "".join(_ESCAPES.get(sign) or _printed(sign) for sign in name)
    if _FORMULA.match(text):
        text = f"'{text}"
    if len(text) > LONGEST_NAME:
        return f"{text[:LONGEST_NAME]}… {digest(name)}"
    return text


def meant(text: str) -> str:
    """Return the name that is shown as this text, if it is short enough to be shown whole."""
    if re.match(r"'+[=+\-@]", text):
        text = text[1:]
    return re.sub(r"\\(\\|t|n|r|x..|u.{4}|U.{8})", _sign, text)


def file_names(students: Iterable[str]) -> dict[str, str]:
    """Return for each student a name that a file or a folder can have, no two of them alike.

    It is the student's own where that can be. Where it is too long, holds a sign that no name of
    a file has, or differs from another one's by case or by how its accents are written, which
    some file systems do not tell apart, a digest of the name is added.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for student in dict.fromkeys(students):
        alike[_folded(student)].append(student)
    names = {one: one for one, *others in alike.values() if not others and _can_be_a_file(one)}
    taken = set(map(_folded, names))
    for student in (it for group in alike.values() for it in group if it not in names):
        name = _made_safe(student)
        while _folded(name) in taken:  # somebody is called so
            name += "_"
        names[student] = name
        taken.add(_folded(name))
    return names


def digest(name: str) -> str:
    """Return a short digest that tells names apart."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _printed(sign: str) -> str:
    return sign if sign.isprintable() else sign.encode("unicode_escape").decode()


def _sign(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "xuU":
        try:
            return chr(int(code[1:], 16))
        except ValueError:
            return found[0]
    return {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}[code]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().rstrip(". ")


def _can_be_a_file(name: str) -> bool:
    is_plain = bool(name) and name == name.strip(" .") and not _NO_FILE_HAS.search(name)
    try:
        n_bytes = len(name.encode())
    except UnicodeEncodeError:  # half of a sign
        return False
    return is_plain and n_bytes <= LONGEST_FILE_NAME and all(map(str.isprintable, name))


def _made_safe(name: str) -> str:
    text = "".join(it if it.isprintable() else "_" for it in _NO_FILE_HAS.sub("_", name))
    start = text.encode("utf-8", "replace")[:LONGEST_FILE_NAME].decode(errors="ignore")
    return f"{start}-{digest(name)}".strip(" .-")
