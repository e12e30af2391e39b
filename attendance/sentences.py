"""What the rules and differences are in plain English. Takes values, gives sentences."""

from decimal import Decimal
from fractions import Fraction

from attendance.calculations import Average, Count, Measure, Rule, Threshold
from lscb.formats import half_up, in_words, percent


def fraction(count: Count, measure: Measure) -> str:
    """23/34."""
    return f"{count.attended(measure)}/{count.expected}"


def fraction_of(count: Count, measure: Measure) -> str:
    """23 of 34."""
    return f"{count.attended(measure)} of {count.expected}"


def share(count: Count, measure: Measure, rule: Rule) -> str:
    """The percentage with its fraction, or why there is none."""
    if not count.expected:
        return "nobody was expected"
    if count.expected < rule.smallest_denominator:
        return f"{fraction_of(count, measure)}, too few for a percentage"
    return f"{percent(count.share(measure))} ({fraction_of(count, measure)})"


def rule_sentence(rule: Rule, *, is_set: bool = True) -> str:
    """How attendance is counted, to stand under every table that counts it."""
    parts = [] if is_set else ["No rule has been set for this group, so the usual one is used."]
    parts += [
        "Member attendance is the seats whose holder came, agency representation the seats whose "
        "holder or a substitute came; each out of the seats that were expected: held by somebody, "
        "in post or interim, on the day.",
        "A substitute counts as attendance for this group, so representation is its own figure."
        if rule.headline == Measure.AGENCY_REPRESENTATION
        else "A substitute does not count as attendance for this group, so member attendance is "
        "its own figure.",
        "Vacant seats count as absent."
        if rule.vacant_seats_count
        else "Vacant seats are left out, and so are seats before and after somebody was a member.",
        "Extraordinary meetings count."
        if rule.extraordinary_meetings_count
        else "Extraordinary meetings do not count.",
        "The year’s figure is the mean of the meetings’ percentages."
        if rule.average == Average.MEAN_OF_MEETINGS
        else "The year’s figure takes all meetings together.",
        "Only confirmed registers are counted. Percentages are rounded to whole per cent, halves "
        f"up; where fewer than {in_words(rule.smallest_denominator)} were expected none is given.",
    ]
    return " ".join(parts)


def threshold_sentence(threshold: Threshold | None) -> str:
    """When a seat's attendance is a concern."""
    if threshold is None:
        return "No rule for attendance concerns has been set for this group."
    parts = []
    if threshold.absences_in_a_row is not None:
        parts.append(
            f"{in_words(threshold.absences_in_a_row)} or more absences in a row, ending at the "
            "latest meeting"
        )
    if threshold.under_percent is not None:
        parts.append(f"under {threshold.under_percent}% over the year")
    if not parts:
        return "The rule for attendance concerns of this group is switched off."
    counted = (
        "a substitute counts as attending"
        if threshold.measure == Measure.AGENCY_REPRESENTATION
        else "a substitute counts as absent"
    )
    return f"A seat is a concern with {', or '.join(parts)}; {counted}."


def places_of(printed: Decimal) -> int:
    """To how many places a percentage was printed: 64.70 to one, 64 to none."""
    return max(0, -int(printed.normalize().as_tuple().exponent))


def cut_off(share_of_one: Fraction, places: int = 0) -> Decimal:
    """The percentage one gets by cutting the rest off instead of rounding."""
    return Decimal(int(share_of_one * 100 * 10**places)).scaleb(-places)


def agrees(printed: Decimal, share_of_one: Fraction) -> bool:
    """Whether a printed percentage is the share, rounded to as many places as were printed."""
    return printed == half_up(share_of_one * 100, places_of(printed))


def why_printed_differs(printed: Decimal, count: Count, measure: Measure) -> str:
    """Why a printed percentage is not the one the records give; empty where it is.

    Tries what the printed figure would be by another way of counting; says so where none fits.
    """
    exact, places = count.share(measure), places_of(printed)
    if exact is None:
        return f"printed {printed:.{places}f}%, but nobody was expected by the records"
    if agrees(printed, exact):
        return ""
    told = (
        f"printed {printed:.{places}f}%: {fraction(count, measure)} is {percent(exact, places + 1)}"
    )
    if printed == cut_off(exact, places):
        return f"{told}, cut off rather than rounded"
    other = next(other for other in Measure if other != measure)
    if agrees(printed, Fraction(count.attended(other), count.expected)):
        way = "counted" if other == Measure.AGENCY_REPRESENTATION else "not counted"
        return f"{told}; with substitutes {way} it is {fraction(count, other)}"
    return f"{told}; why the report differs is not known"
