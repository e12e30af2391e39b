"""What the cells of a register say, in the words people use. Nothing here knows Django."""

import re

from attendance.calculations import Outcome

# What people write for each outcome. Not among them is “x”: to some it is a tick, to others a
# cross, so it is asked about.
WRITTEN = {
    Outcome.PRESENT: "y yes p pres present attended ✓ ✔",
    Outcome.SUBSTITUTE: "s sub subs substitute deputy",
    Outcome.APOLOGIES: "a ap aps apol apols apology apologies",
    Outcome.ABSENT: "n no ab abs absent dna",
    Outcome.VACANT: "vacant",
}
PHRASES = {
    "": "",
    "substitute sent": Outcome.SUBSTITUTE,
    "sent substitute": Outcome.SUBSTITUTE,
    "apologies sent": Outcome.APOLOGIES,
    "apologies received": Outcome.APOLOGIES,
    "did not attend": Outcome.ABSENT,
    "not recorded": Outcome.NOT_RECORDED,
    "not a member then": Outcome.NOT_A_MEMBER,
}
OUTCOMES: dict[str, str] = {text: str(outcome) for text, outcome in PHRASES.items()} | {
    word: str(outcome) for outcome, words in WRITTEN.items() for word in words.split()
}
# “Sub (the deputy head)”, “Sub: Finance Officer”.
SUBSTITUTE_AND_WHO = re.compile(r"sub(stitute)?\s*[(:–-].*", re.IGNORECASE)

# Bold text, as a plain table has it.
BOLD = re.compile(r"<b>(.*?)</b>", re.IGNORECASE)
TAG = re.compile(r"</?b>", re.IGNORECASE)


def plain(text: str) -> str:
    """The text whether it is bold or not."""
    return " ".join(TAG.sub("", text).split()) if "<" in text else text.strip()


def outcome_of(text: str) -> str | None:
    """What an entry says, in any case and with spaces; None where it is not understood."""
    found = OUTCOMES.get(text)
    if found is None:
        found = OUTCOMES.get(" ".join(text.casefold().rstrip(".*").split()))
    if found is None and SUBSTITUTE_AND_WHO.fullmatch(text):
        return str(Outcome.SUBSTITUTE)
    return found
