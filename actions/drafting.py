"""Filling in a letter, and comparing its figures. Plain values in, plain values out."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

# What stands in {braces} in a template, and what is put in its place.
MEANINGS = {
    "agency": "the agency the letter goes to",
    "group": "the group whose meetings were missed",
    "year": "the year, such as 2012-13",
    "seats": "each seat with its figures, one a line: how often somebody came, and what was missed",
    "seat_names": "the names of the seats",
    "fraction": "how often somebody came, of the meetings expected, all the seats together",
    "percent": "how often somebody came, in per cent",
    "dates_missed": "the meetings of the year that were missed, by date",
    "run": "how many meetings in a row were missed, up to the latest, as a word",
    "rule": "the group’s rule for attendance concerns, as a sentence",
    "body": "what the partnership calls itself",
    "body_short": "what it calls itself in short",
    "body_name": "the full name at the top of each page",
    "chair": "what the chair is called",
    "reply_due": "the day the reply is due, counted from the day of drafting",
    "reply_days": "how many days there are to reply",
}
# Of these, the ones that may change after a letter was drafted: by the register, or renamed.
OF_THE_REGISTER = (
    "seats",
    "seat_names",
    "fraction",
    "percent",
    "dates_missed",
    "run",
    "rule",
    "agency",
    "group",
    "body",
    "body_short",
    "body_name",
    "chair",
)

# Of a printed letter, measured: its text, in 11 points of the widest font that phones and offices
# print in. The space between paragraphs is a share of a line.
LETTERS_A_LINE, LINES_A_SHEET, BETWEEN_PARAGRAPHS = 78, 39, 0.7

DEFAULT_SUBJECT = "Attendance of {agency} at the {group}, {year}"
DEFAULT_BODY = """\
Dear colleague,

I write as {chair} of the {body} about the attendance of {agency} at the {group} in {year}. \
Our register says:

{seats}

We write by one rule to every agency. {rule}

The {body_short} depends on every agency being there with somebody who can decide for it. Where \
the holder of a seat cannot come, please send a substitute; where the seat is with the wrong \
person, please name another.

Please let me know by {reply_due} what stands in the way, and what you will do so that {agency} \
is represented from the next meeting on. If our register is wrong, tell us and we will put it \
right.

Yours sincerely,"""

BRACES = re.compile(r"\{([^{}\n]*)\}")


def problems(text: str) -> list[str]:
    """A sentence for each pair of braces that cannot be filled in, and for a brace left alone."""
    found = [
        f"{{{name}}} is not one of the words that can be filled in{_perhaps(name)}"
        for name in dict.fromkeys(BRACES.findall(text))
        if name not in MEANINGS
    ]
    if re.search(r"[{}]", BRACES.sub("", text)):
        found.append("A brace stands alone: write { before and } after the word, on one line.")
    return found


def _perhaps(name: str) -> str:
    near = get_close_matches(name.strip().lower(), MEANINGS, n=1)
    return f": did you mean {{{near[0]}}}?" if near else "."


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in place of their names in braces; what has no value stays."""
    return BRACES.sub(lambda found: values.get(found[1], found[0]), text)


@dataclass(frozen=True)
class Changed:
    """A figure that the register gives otherwise now."""

    name: str
    old: str
    new: str

    @property
    def meaning(self) -> str:
        return MEANINGS[self.name]


def changed(
    old: Mapping[str, str], new: Mapping[str, str], text: str | None = None
) -> list[Changed]:
    """What of the register's figures is not what it was. Of values with several lines, the lines.

    With a text only those are given whose old value stands in it, or all where none does: then
    they stand there in other words.
    """
    found = [
        Changed(name, *_lines_apart(old.get(name, ""), new.get(name, "")))
        for name in OF_THE_REGISTER
        if old.get(name, "") != new.get(name, "")
    ]
    if text is None:
        return found
    standing = []
    # The longest first: 1 of 5 within a seat's own line is not told a second time.
    for one in sorted(found, key=lambda one: -len(old.get(one.name, ""))):
        value = old.get(one.name, "")
        if stands_in(value, text):
            standing.append(one)
            text = text.replace(value, "")
    return standing or found


def _lines_apart(old: str, new: str) -> tuple[str, str]:
    """The lines of each that the other lacks; all of it where one has nothing but the same."""
    before, after = old.splitlines(), new.splitlines()
    gone = [line for line in before if line not in after]
    come = [line for line in after if line not in before]
    return "\n".join(gone) or "nothing of it", "\n".join(come) or "nothing of it"


def stands_in(value: str, text: str) -> bool:
    """Whether the value stands in the text as words of their own: 0% does not stand in 50%."""
    return bool(value) and bool(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text))


def refreshed(
    text: str, template: str, old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[str, set[str]]:
    """The text with today's figures in each paragraph that still says what was filled in, and the
    names of the changed figures that could not be put in.

    A paragraph that somebody has changed by hand stays as it is. A figure is left where a paragraph
    of the template that has it is no longer found, or its old value stands in one changed by hand.
    """
    asked, found = paragraphs(template), paragraphs(text)
    replaced = {fill(paragraph, old): fill(paragraph, new) for paragraph in asked}
    lost = " ".join(paragraph for paragraph in asked if fill(paragraph, old) not in found)
    by_hand = "\n\n".join(paragraph for paragraph in found if paragraph not in replaced)
    left = {
        one.name
        for one in changed(old, new)
        if f"{{{one.name}}}" in lost or stands_in(old.get(one.name, ""), by_hand)
    }
    return "\n\n".join(replaced.get(paragraph, paragraph) for paragraph in found), left


def paragraphs(text: str) -> list[str]:
    return re.split(r"\n{2,}", text)


def fits_one_sheet(body: str) -> bool:
    """Whether a letter of this text is sure to print on one A4 page, in a wide font too."""
    lines = 0.0
    for paragraph in paragraphs(body.strip()):
        lines += BETWEEN_PARAGRAPHS
        lines += sum(max(1, -(-len(line) // LETTERS_A_LINE)) for line in paragraph.split("\n"))
    return lines <= LINES_A_SHEET


def one_kind_of_break(text: str) -> str:
    """With the line breaks of our own texts, not those that a browser sends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """Without line breaks, as a subject or a name must be."""
    return " ".join(text.split())


def cut(text: str, longest: int) -> str:
    """Not longer than that; an ellipsis says that something is missing."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def digest(*parts: object) -> str:
    """Tells one state of a text from another: what a page was shown, and what is there now."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:20]


def as_figures(stored: object) -> dict[str, str]:
    """A letter's figures as they should be; what is not a name with its text is left out."""
    if not isinstance(stored, Mapping):
        return {}
    return {name: text for name, text in stored.items() if _is_text(name) and _is_text(text)}


def _is_text(value: object) -> bool:
    return isinstance(value, str)
