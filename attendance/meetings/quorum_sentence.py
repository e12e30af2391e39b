"""A group's quorum rule in plain English."""

from attendance.models import QuorumRule
from lscb.formats import in_words, listed

NO_RULE = "No quorum has been set for this group."


def quorum_sentence(rule: QuorumRule | None) -> str:
    """When a meeting of the group has a quorum; says so where no rule is set."""
    if rule is None:
        return NO_RULE
    needed = []
    if rule.smallest_seats:
        needed.append(_so_many(rule.smallest_seats, "member"))
    if rule.smallest_percent:
        needed.append(f"{rule.smallest_percent}% of the members in post")
    agencies = _so_many(rule.smallest_agencies, "agency") if rule.smallest_agencies else ""
    if needed:
        came = f"at least {listed(needed)} came"
        came += f", and they came from at least {agencies}" if agencies else ""
    else:
        came = f"somebody came from at least {agencies}"
    counted = (
        "A substitute counts as the member."
        if rule.substitutes_count
        else "A substitute does not count."
    )
    return f"A meeting has a quorum when {came}. {counted}"


def _so_many(number: int, what: str) -> str:
    if number == 1:
        return f"one {what}"
    return f"{in_words(number)} {'agencies' if what == 'agency' else f'{what}s'}"
