"""How seats and the times they were held are said in sentences."""

from collections.abc import Iterable
from datetime import date

from agencies.models import Person, Seat, Tenure
from attendance.membership.health import Held, last_day
from lscb.formats import day, in_words, listed

STATES = {
    Tenure.State.FILLED: "In post",
    Tenure.State.INTERIM: "Interim cover",
    Tenure.State.VACANT: "Vacant",
}


def as_held(tenure: Tenure) -> Held:
    return Held(tenure.state, tenure.since, tenure.until, tenure.person_id)


def span(since: date, until: date | None) -> str:
    """From 1 April 2012 to 31 October 2012; since 1 April 2012."""
    last = last_day(until)
    return f"from {day(since)} to {day(last)}" if last else f"since {day(since)}"


def told(time) -> str:
    """One time in a seat: in post since 1 April 2012."""
    return f"{STATES[time.state].lower()} {span(time.since, time.until)}"


def days(dates: Iterable[date]) -> str:
    return listed(day(one) for one in sorted(set(dates)))


def times_over(number: int) -> str:
    """Never, once, twice, three times."""
    return {0: "never", 1: "once", 2: "twice"}.get(number) or f"{in_words(number)} times"


def in_a_sentence(name: str) -> str:
    """“A primary school” as it stands within a sentence; “Cafcass” stays as it is."""
    begins_as_a_sentence = name.startswith(("A ", "An ", "The "))
    return name[0].lower() + name[1:] if begins_as_a_sentence else name


def who(person: Person | None) -> str:
    return str(person) if person else "Name not on record"


def seat_words(seat: Seat) -> str:
    return f"{seat.title} ({seat.agency})"
