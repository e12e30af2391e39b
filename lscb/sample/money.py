"""Reads who paid, and what the document printed."""

from agencies.models import BudgetStatement, Contribution, PublishedFigure
from lscb.sample.files import Folder
from lscb.sample.records import Sample


def read_contributions(folder: Folder, sample: Sample) -> None:
    for row in folder.rows("contributions.csv"):
        contribution = Contribution(
            board=sample.board,
            agency=sample.agency_of(row),
            year=row.year("year"),
            amount=row.amount("amount"),
            printed_as=row.text("printed_as", required=False),
        )
        sample.contributions.append(sample.kept(row, contribution))


def read_budget(folder: Folder, sample: Sample) -> None:
    for row in folder.rows("budget.csv"):
        statement = BudgetStatement(
            board=sample.board,
            year=row.year("year"),
            printed_total=row.amount("printed_total", required=False),
            printed_spend=row.amount("printed_spend", required=False),
            cause=row.text("cause", required=False),
            source=f"{sample.document}, {row.cells['section']}",
        )
        sample.budget_statements.append(sample.kept(row, statement))


def read_published(folder: Folder, sample: Sample) -> None:
    """The printed figures. One of a meeting belongs to a meeting the sample has."""
    for row in folder.rows("published.csv"):
        group, held_on = sample.group_of(row, required=False), row.date("held_on", required=False)
        if held_on and (row.cells["group"], held_on) not in sample.meetings:
            row.wrong("held_on", "no meeting of meetings.csv is of this group and day")
        figure = PublishedFigure(
            board=sample.board,
            year=row.year("year"),
            measure=row.choice("measure", PublishedFigure.Measure.values),
            group=group,
            agency=sample.agency_of(row, required=False),
            held_on=held_on,
            text=row.text("text"),
            number=row.amount("number", required=False),
            numerator=row.whole("numerator", required=False),
            denominator=row.whole("denominator", required=False),
            document=sample.document,
            section=row.cells["section"],
            note=row.text("note", required=False),
        )
        sample.published_figures.append(sample.kept(row, figure))
