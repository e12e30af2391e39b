"""Attendance arithmetic. Plain values in, plain values out: nothing here knows Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

SMALLEST_DENOMINATOR = 3


class Outcome(StrEnum):
    """What a cell of the attendance table says: a mark, or what follows from dates."""

    PRESENT = "present"
    SUBSTITUTE = "substitute"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    NOT_RECORDED = "not recorded"
    VACANT = "vacant"
    NOT_A_MEMBER = "not a member then"

    @property
    def words(self) -> str:
        return self.value.capitalize()

    @property
    def slug(self) -> str:
        """As style sheets name it."""
        return self.value.replace(" ", "-")


MARKED = (Outcome.PRESENT, Outcome.SUBSTITUTE, Outcome.APOLOGIES, Outcome.ABSENT)


class Measure(StrEnum):
    """The two measures of attendance."""

    MEMBER_ATTENDANCE = "member_attendance"
    AGENCY_REPRESENTATION = "agency_representation"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(measure.value, measure.words.capitalize()) for measure in cls]

    def met_by(self, outcome: Outcome) -> bool:
        """Whether the outcome counts as attended: a substitute does for representation only."""
        return outcome == Outcome.PRESENT or (
            self == Measure.AGENCY_REPRESENTATION and outcome == Outcome.SUBSTITUTE
        )


class Average(StrEnum):
    """How several meetings become one figure."""

    ALL_MEETINGS_TOGETHER = "all_meetings_together"
    MEAN_OF_MEETINGS = "mean_of_meetings"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(average.value, average.words.capitalize()) for average in cls]


@dataclass(frozen=True)
class Rule:
    """How a group's attendance is counted in a year."""

    headline: Measure = Measure.MEMBER_ATTENDANCE
    vacant_seats_count: bool = False
    extraordinary_meetings_count: bool = True
    average: Average = Average.ALL_MEETINGS_TOGETHER
    smallest_denominator: int = SMALLEST_DENOMINATOR

    def expects(self, outcome: Outcome) -> bool:
        """Whether a seat with this outcome belongs to the denominator.

        A seat that should have been marked and was not is in neither part of the fraction:
        nothing is known of it, and that is not the same as absent.
        """
        return outcome in MARKED or (outcome == Outcome.VACANT and self.vacant_seats_count)


@dataclass(frozen=True)
class Count:
    """Seats at a meeting, or one seat or agency over meetings: how many came of how many."""

    present: int = 0
    substitute: int = 0
    expected: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.present + other.present,
            self.substitute + other.substitute,
            self.expected + other.expected,
        )

    def attended(self, measure: Measure) -> int:
        """The numerator: present, and for representation the substitutes too."""
        return self.present + (self.substitute if measure == Measure.AGENCY_REPRESENTATION else 0)

    @property
    def represented(self) -> int:
        return self.attended(Measure.AGENCY_REPRESENTATION)

    def share(self, measure: Measure) -> Fraction | None:
        """From 0 to 1, exactly; None where nobody was expected, which is not the same as 0."""
        return Fraction(self.attended(measure), self.expected) if self.expected else None


def count(outcomes: Iterable[Outcome], rule: Rule) -> Count:
    """The outcomes of a row or column of the table, counted by the rule."""
    outcomes = [outcome for outcome in outcomes if rule.expects(outcome)]
    return Count(
        present=outcomes.count(Outcome.PRESENT),
        substitute=outcomes.count(Outcome.SUBSTITUTE),
        expected=len(outcomes),
    )


def together(counts: Iterable[Count]) -> Count:
    """All counts as one: every seat at every meeting weighs the same."""
    return sum(counts, Count())


def mean_of_meetings(meetings: Iterable[Count], measure: Measure) -> Fraction | None:
    """The mean of the meetings' own shares: every meeting weighs the same, whoever was expected.

    Missing: a meeting at which nobody was expected is left out; None where no meeting is left.
    """
    shares = [share for meeting in meetings if (share := meeting.share(measure)) is not None]
    return sum(shares, Fraction()) / len(shares) if shares else None


def year_share(meetings: Sequence[Count], rule: Rule, measure: Measure) -> Fraction | None:
    """The year's figure by the rule's kind of average; None where there is nothing to count."""
    if rule.average == Average.MEAN_OF_MEETINGS:
        return mean_of_meetings(meetings, measure)
    return together(meetings).share(measure)


def absences_in_a_row(outcomes: Sequence[Outcome], measure: Measure) -> int:
    """How many expected meetings in a row the seat missed, ending at the latest one.

    Takes the seat's outcomes in order of date. A meeting at which it was not expected (vacant, or
    not a member then) neither breaks a run nor lengthens it, but a seat not expected at the latest
    meeting has no run. Where nothing was recorded, nothing is known: the run ends there.
    """
    if not outcomes or outcomes[-1] not in MARKED:
        return 0
    run = 0
    for outcome in reversed(outcomes):
        if measure.met_by(outcome) or outcome == Outcome.NOT_RECORDED:
            break
        if outcome in MARKED:
            run += 1
    return run


@dataclass(frozen=True)
class Threshold:
    """When attendance is a concern. None switches a part off."""

    measure: Measure = Measure.AGENCY_REPRESENTATION
    absences_in_a_row: int | None = 2
    under_percent: int | None = 50

    def long_run(self, run: int) -> bool:
        return self.absences_in_a_row is not None and run >= self.absences_in_a_row

    def low_share(self, share: Fraction | None) -> bool:
        return (
            self.under_percent is not None
            and share is not None
            and share * 100 < self.under_percent
        )
