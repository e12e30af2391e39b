"""What an import asks, and what it was answered. Plain values: nothing here knows Django.

A question is known by its key, which names the row or column that it is about, so that an answer
is kept however the others are answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from attendance.imports.reading import Place
from lscb.dates import NotADay, read_day

LEAVE = "leave"


@dataclass(frozen=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True)
class Question:
    """One thing to be decided by whoever enters the file.

    With `takes_day` the answer may also be a date; then it is kept as 2012-06-14. `answer` is ""
    while there is none that would do.
    """

    key: str
    text: str
    choices: tuple[Choice, ...]
    place: Place | None = None
    value: str = ""
    takes_day: bool = False
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return not self.answer

    @property
    def is_another_day(self) -> bool:
        """Whether it was answered with a date that is not among the choices."""
        return bool(self.answer) and self.answer not in {choice.value for choice in self.choices}


class Asked:
    """Collects questions while a proposal is worked out, each with the answer it was given."""

    def __init__(self, answers: Mapping[str, str]):
        self.answers = answers
        self.questions: dict[str, Question] = {}

    def ask(
        self,
        key: str,
        text: str,
        choices: list[tuple[str, str]],
        *,
        place: Place | None = None,
        value: str = "",
        takes_day: bool = False,
    ) -> str:
        """The answer, or "" while it is open."""
        offered = tuple(Choice(*choice) for choice in choices)
        answer = _sound(self.answers.get(key, ""), offered, takes_day)
        self.questions[key] = Question(key, text, offered, place, value, takes_day, answer)
        return answer


def _sound(answer: str, choices: tuple[Choice, ...], takes_day: bool) -> str:
    """The answer if it is one of the choices, or a date where that may be; else none."""
    if answer in {choice.value for choice in choices}:
        return answer
    return as_iso(answer) if takes_day else ""


def as_iso(text: str) -> str:
    """A typed date as 2012-06-14; "" where it is none."""
    try:
        return read_day(text).day.isoformat()
    except NotADay:
        return ""
