"""Figures of indicators in templates."""

from django import template

from datasets.calculations import Known
from datasets.figures import as_text, counts, headline, per
from datasets.models import Indicator
from datasets.records import NOT_ON_RECORD, Beside, figure_of, has_figure, why_missing
from datasets.rows import Row
from datasets.sentences import line_in_words
from datasets.series import Series
from lscb.lines import TrendLine
from lscb.periods import Period, named, period_before, same_a_year_before, short_named

register = template.Library()


@register.inclusion_tag("datasets/_figure.html")
def recorded(known: Known | None, indicator: Indicator, period: Period, *, strong=False) -> dict:
    """A figure with what it rests on, or why there is none."""
    if known is None or not has_figure(known):
        return {"missing": why_missing(known) or NOT_ON_RECORD}
    large, beneath = headline(known, indicator, period)
    if not beneath and figure_of(known, indicator, period) is None:
        beneath = "the count alone"
    return {"large": large, "beneath": beneath, "strong": strong}


@register.filter
def drawn(series: Series) -> TrendLine:
    """With the usual range of the segment that is drawn last, where there is a chart in full."""
    chart, limits = series.chart, None
    if chart is not None and chart.icons:
        last = chart.segments[-1]
        if last.lower is not None and last.upper is not None:
            limits = last.lower, last.upper
    return TrendLine([None if one is None else float(one) for one in series.values], limits)


@register.filter
def in_line_words(series: Series) -> str:
    return line_in_words(series)


@register.filter
def dated_reading(row: Row) -> str:
    return row.reading.dated(row.period) if row.reading else ""


@register.filter
def last_period(period: Period) -> Period | None:
    return period_before(period)


@register.filter
def year_ago(period: Period) -> Period | None:
    return same_a_year_before(period)


@register.filter
def compared(beside: Beside, indicator: Indicator) -> str:
    return as_text(beside.value, indicator)


@register.filter
def rests_on(beside: Beside, indicator: Indicator) -> str:
    """357 of 1,948, and what it is for; of a rate the people of a whole country would say
    nothing."""
    is_rate = indicator.unit == Indicator.Unit.RATE
    of = "" if is_rate or beside.counted is None else counts(beside.counted)
    return ": ".join(filter(None, (per(indicator, beside.period), of)))


@register.filter
def known_of(beside: Beside, indicator: Indicator) -> str:
    """per 10,000: 9 of 10 areas."""
    of = f"{beside.known} of {beside.of} areas"
    return ": ".join(filter(None, (per(indicator, beside.period), of)))


@register.filter
def called(period: Period | None) -> str:
    """2012-13, or October to December 2012."""
    return named(period) if period else ""


@register.filter
def shortly(period: Period | None) -> str:
    """2012-13, or Oct to Dec 2012."""
    return short_named(period) if period else ""
