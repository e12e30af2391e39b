"""Reads which indicators the board lists, and the figures that its document printed of them."""

from datasets.catalogue import loading as catalogue
from datasets.exporting import FIGURES
from datasets.models import Indicator, ListedIndicator, Observation, Release
from lscb.sample.cells import Row
from lscb.sample.files import Folder
from lscb.sample.records import Sample

NO_INDICATOR = "no indicator of the catalogue has this code"


def read_indicators(folder: Folder, sample: Sample) -> None:
    """Those that the installation has; with the catalogue's, where it lacks one of the sample."""
    sample.indicators = _indicators()
    rows = [*folder.rows("listed.csv"), *folder.rows("report_figures.csv")]
    rows += folder.national(FIGURES)
    if {row.cells["indicator"] for row in rows} - set(sample.indicators):
        catalogue.load()
        sample.indicators = _indicators()


def _indicators() -> dict[str, Indicator]:
    return {one.code: one for one in Indicator.objects.all()}


def read_release(folder: Folder, sample: Sample) -> None:
    """The board's own document, as a release that its figures are taken from."""
    row = folder.board["release"]
    release = Release(
        board=sample.board,
        title=row.text("title"),
        edition=row.text("edition"),
        publisher=row.text("publisher"),
        published_on=row.date("published_on"),
    )
    sample.release = sample.kept(row, release)


def read_list(folder: Folder, sample: Sample) -> None:
    for position, row in enumerate(folder.rows("listed.csv"), start=1):
        since, until = row.year("since"), row.year("until", required=False)
        listed = ListedIndicator(
            board=sample.board,
            indicator=indicator_of(row, sample),
            agency=sample.agency_of(row, required=False),
            since=since,
            until=until,
            position=position,
            standing=row.choice("standing", ListedIndicator.Standing.values),
            reason=row.text("reason", required=False),
            review_on=row.date("review_on", required=False),
            question=row.text("question", required=False),
            is_limited=row.is_yes("is_limited"),
        )
        inferred_from = row.text("agency_inferred_from", required=False)
        sample.listed.append(sample.kept(row, listed))
        if inferred_from:
            listed._change_reason += f"; agency: {inferred_from}"


def indicator_of(row: Row, sample: Sample) -> Indicator | None:
    return row.one_of("indicator", sample.indicators, NO_INDICATOR)


def read_report_figures(folder: Folder, sample: Sample) -> None:
    """What the document printed, as the board's own figures."""
    rows = folder.rows("report_figures.csv")
    area = sample.areas.get(sample.board.area_code)
    if rows and area is None:
        folder.board["board"].wrong(
            "area_code",
            "the figures of report_figures.csv need an area of this code, in national/areas.csv "
            "or from an import",
        )
        return
    for row in rows:
        figure = Observation(
            board=sample.board,
            release=sample.release,
            area=area,
            indicator=indicator_of(row, sample),
            is_inferred=row.is_yes("is_inferred"),
            **cells_of_a_figure(row),
        )
        sample.own_figures.append(sample.kept(row, figure))


def cells_of_a_figure(row: Row) -> dict:
    """The fields that a figure of the board and a published one have in common."""
    figure = {
        "period": row.period("period"),
        "numerator": row.amount("numerator", required=False),
        "denominator": row.amount("denominator", required=False),
        "value": row.amount("value", required=False),
        "reason": row.choice("reason", Observation.Reason.values, required=False),
        "note": row.text("note", required=False),
    }
    if row.is_sound:
        refuse_figure_and_reason(row, figure)
    return figure


def refuse_figure_and_reason(row: Row, figure: dict) -> None:
    """There is a figure, or a reason why there is none: one of the two."""
    if figure["reason"] and figure["value"] is not None:
        row.wrong("reason", "there is a value, so it is not missing")
    if not figure["reason"] and figure["value"] is None and figure["numerator"] is None:
        row.wrong("reason", "there is no figure, so say why it is missing")
