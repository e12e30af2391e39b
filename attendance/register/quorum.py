"""Whether enough came for a meeting to decide. Plain values in, plain values out."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Quorum:
    """What a group's rule asks for; None switches a part off."""

    seats: int | None = None
    percent: int | None = None
    agencies: int | None = None
    substitutes_count: bool = True

    @property
    def parts(self) -> list[str]:
        """What is asked for, a part each."""
        return [
            words
            for number, words in (
                (self.seats, _number(self.seats or 0, "member")),
                (self.percent, f"{self.percent}% of the members in post"),
                (self.agencies, _number(self.agencies or 0, "agency", "agencies")),
            )
            if number is not None
        ]

    @property
    def words(self) -> str:
        counted = "are counted" if self.substitutes_count else "are not counted"
        return f"For a quorum {' and '.join(self.parts)} must be there. Substitutes {counted}."


@dataclass(frozen=True)
class SeatThere:
    """One expected seat of a member: its agency, and whether its holder or a substitute came."""

    agency: int
    is_present: bool
    is_substituted: bool = False


@dataclass(frozen=True)
class Reached:
    """How many came, and what of the rule that does not reach, a part each."""

    seats: int
    expected: int
    agencies: int
    lacking: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        return not self.lacking

    @property
    def short(self) -> str:
        return "Quorum met" if self.is_met else "Quorum not met"

    @property
    def words(self) -> str:
        came = f"{_number(self.seats, 'member')} of {self.expected}, "
        came += _number(self.agencies, "agency", "agencies")
        if self.is_met:
            return f"Quorum met: {came}."
        return f"Quorum not met: {came}. The rule asks for {' and '.join(self.lacking)}."


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def reached(rule: Quorum, seats: Iterable[SeatThere]) -> Reached:
    """Takes the seats that were expected: held by a member on the day. Every part of the rule
    that is set has to be reached; a share is of the seats expected, and not rounded."""
    expected = list(seats)
    there = [
        seat
        for seat in expected
        if seat.is_present or (rule.substitutes_count and seat.is_substituted)
    ]
    agencies = len({seat.agency for seat in there})
    lacking = []
    if rule.seats is not None and len(there) < rule.seats:
        lacking.append(_number(rule.seats, "member"))
    if rule.percent is not None and len(there) * 100 < rule.percent * len(expected):
        lacking.append(f"{rule.percent}% of the {_number(len(expected), 'member')}")
    if rule.agencies is not None and agencies < rule.agencies:
        lacking.append(_number(rule.agencies, "agency", "agencies"))
    return Reached(len(there), len(expected), agencies, tuple(lacking))
