"""One entry of a register as a plain value: what became of a seat, and what goes with it."""

from dataclasses import dataclass, field, replace
from datetime import time

from django.utils.crypto import salted_hmac

from attendance.models import Mark

CAME = tuple(str(status) for status in Mark.CAME)
STATUSES = tuple(Mark.Status.values)


@dataclass(frozen=True)
class Entry:
    """What a register says of one seat; None in its place means: not recorded.

    `substitute` is a name. It is blank where nobody was named or the name was erased.
    """

    status: str
    substitute: str = ""
    substitute_agency: int | None = None
    substitute_job: str = ""
    arrived: time | None = None
    left: time | None = None
    is_remote: bool = False
    # For reading only: it follows from the agency's key.
    agency_name: str = field(default="", compare=False)

    @property
    def tidy(self) -> "Entry":
        """Without what does not go with its status: only a substitute is named, and only who came
        was late, left early or took part from elsewhere."""
        entry = self
        if self.status != Mark.Status.SUBSTITUTE:
            entry = replace(entry, substitute="", substitute_agency=None, substitute_job="")
        if self.status not in CAME:
            entry = replace(entry, arrived=None, left=None, is_remote=False)
        return entry

    @property
    def came(self) -> bool:
        return self.status in CAME

    @property
    def times(self) -> str:
        """From 14:10, until 15:00, from elsewhere; empty where the whole meeting was attended."""
        parts = [
            f"from {self.arrived:%H:%M}" if self.arrived else "",
            f"until {self.left:%H:%M}" if self.left else "",
            "from elsewhere" if self.is_remote else "",
        ]
        return ", ".join(part for part in parts if part)

    @property
    def stood_in(self) -> str:
        """Who came instead, as far as it is known: name, job, agency."""
        parts = [self.substitute, self.substitute_job, self.agency_name]
        return ", ".join(part for part in parts if part)

    @property
    def stood_in_for_members(self) -> str:
        """The same without the name: what everybody of the board may read."""
        parts = [self.substitute_job, self.agency_name]
        return ", ".join(part for part in parts if part)

    @property
    def words(self) -> str:
        status = Mark.Status(self.status).label
        detail = "; ".join(part for part in (self.stood_in, self.times) if part)
        return f"{status} ({detail})" if detail else status


def words_of(entry: Entry | None) -> str:
    return entry.words if entry else "Not recorded"


def digest(entry: Entry | None) -> str:
    """A short fingerprint of everything in an entry; empty where nothing is recorded.

    Keyed, so that no name can be guessed from it.
    """
    if entry is None:
        return ""
    parts = (
        str(entry.status),
        entry.substitute,
        entry.substitute_agency,
        entry.substitute_job,
        entry.arrived,
        entry.left,
        entry.is_remote,
    )
    return salted_hmac("register entry", repr(parts), algorithm="sha256").hexdigest()[:16]


def entry_of(row: Mark) -> Entry:
    """The entry that a stored row holds. Its substitute and their agency are there already."""
    person, agency = row.substitute, row.substitute_agency
    return Entry(
        status=row.status,
        substitute=person.name if person and not person.erased_at else "",
        substitute_agency=row.substitute_agency_id,
        substitute_job=row.substitute_job,
        arrived=row.arrived_at,
        left=row.left_at,
        is_remote=row.is_remote,
        agency_name=agency.name if agency else "",
    )
