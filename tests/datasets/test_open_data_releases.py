"""History is revised: which release a figure is of, and what a later or an older one does."""

from datetime import date
from decimal import Decimal

import pytest

from datasets.importing import open_data
from datasets.importing.open_data import Edition
from datasets.importing.problems import Refused
from datasets.models import Indicator, Observation, Release
from tests.figures import make_area, make_own, make_release
from tests.open_data import (
    KINGSTON,
    RICHMOND,
    a_file,
    bring_in,
    figure,
    make_mapping,
    row,
)

pytestmark = pytest.mark.django_db

KINGSTON_2013 = row(KINGSTON, Again="357", All="1948", Share="18.3")
RICHMOND_2013 = row(RICHMOND, Again="100", All="500", Share="20")
LATER = Edition("2025", date(2025, 10, 30))
EARLIER = Edition("2023", date(2023, 10, 26))


@pytest.fixture(autouse=True)
def _mapping():
    make_mapping()


def done(planned) -> tuple[int, int, int]:
    return planned.added, planned.revised, planned.unchanged


class TestTheSameReleaseAgain:
    def test_changes_nothing(self):
        bring_in(KINGSTON_2013, RICHMOND_2013)
        history = Observation.history.count()

        planned = bring_in(RICHMOND_2013, KINGSTON_2013)

        assert done(planned) == (0, 0, 2)
        assert planned.is_empty
        assert Observation.objects.count() == 2
        assert Observation.history.count() == history

    def test_adds_what_is_new(self):
        bring_in(KINGSTON_2013)

        assert done(bring_in(KINGSTON_2013, RICHMOND_2013)) == (1, 0, 1)

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ({"Share": "18.4"}, "the value 18.4 here and 18.3 on record"),
            ({"Again": "358"}, "the numerator 358 here and 357 on record"),
            ({"All": "1949"}, "the denominator 1949 here and 1948 on record"),
            (
                {"Share": "c"},
                "the value none here and 18.3 on record and the reason c here and none on record",
            ),
        ],
    )
    def test_with_another_value_is_refused_with_both(self, cells, said):
        bring_in(KINGSTON_2013)

        with pytest.raises(Refused) as refused:
            bring_in(RICHMOND_2013, KINGSTON_2013 | cells)

        assert str(refused.value) == (
            f"file.csv, row 3: CSC02 of Kingston upon Thames for 2012-13: {said}, from the same "
            "release, Children in need, 2024"
        )
        assert Observation.objects.count() == 1


class TestALaterRelease:
    def test_adds_a_revision_where_a_figure_differs(self):
        bring_in(KINGSTON_2013, RICHMOND_2013)
        first = figure()

        planned = bring_in(KINGSTON_2013 | {"Share": "18.4"}, RICHMOND_2013, edition=LATER)

        assert done(planned) == (0, 1, 1)
        now = figure()
        assert (now.value, now.revises, str(now.release)) == (
            Decimal("18.4"),
            first,
            "Children in need, 2025",
        )
        first.refresh_from_db()
        assert (first.value, first.is_current) == (Decimal("18.3"), False)

    def test_what_it_confirms_stays_with_the_release_it_was_taken_from(self):
        bring_in(KINGSTON_2013)

        bring_in(KINGSTON_2013, edition=LATER)

        assert str(figure().release) == "Children in need, 2024"

    def test_is_made_like_the_one_of_the_mapping(self):
        bring_in(KINGSTON_2013, edition=LATER)

        made = Release.objects.get(edition="2025")
        assert (made.title, made.publisher, made.published_on, made.board) == (
            "Children in need",
            "Department for Education",
            date(2025, 10, 30),
            None,
        )
        assert made.history.first().history_change_reason == "file.csv, read as re-referrals"

    def test_that_is_on_record_needs_no_date(self):
        make_release(edition="2025", published_on=date(2025, 10, 30))

        bring_in(KINGSTON_2013, edition=Edition("2025"))

        assert str(figure().release) == "Children in need, 2025"

    @pytest.mark.parametrize(
        ("edition", "what"),
        [
            (Edition("2025"), "Children in need, 2025 is not on record yet: say when it was"),
            (Edition("2024", date(2024, 1, 1)), "is on record as published on 2024-10-31, not on"),
            (Edition("E" * 41, date(2025, 1, 1)), "The edition: Ensure this value has at most 40"),
        ],
    )
    def test_must_be_told_apart(self, edition, what):
        with pytest.raises(Refused, match=what):
            bring_in(KINGSTON_2013, edition=edition)

    def test_the_history_says_that_a_figure_is_no_longer_the_current_one(self):
        bring_in(KINGSTON_2013)
        first = figure()

        bring_in(KINGSTON_2013 | {"Share": "18.4"}, edition=LATER)

        kinds = first.history.values_list("history_type", "is_current", "history_change_reason")
        assert list(kinds) == [
            ("~", False, "file.csv, read as re-referrals"),
            ("+", True, "file.csv, read as re-referrals"),
        ]
        assert figure().history.count() == 1

    def test_three_releases_make_a_chain(self):
        bring_in(KINGSTON_2013)
        bring_in(KINGSTON_2013 | {"Share": "18.4"}, edition=LATER)

        bring_in(KINGSTON_2013 | {"Share": "x"}, edition=Edition("2026", date(2026, 10, 29)))

        chain = [figure(), figure().revises, figure().revises.revises]
        assert [one.value for one in chain] == [None, Decimal("18.4"), Decimal("18.3")]
        assert [one.is_current for one in chain] == [True, False, False]


class TestAnOlderRelease:
    def test_is_refused_as_a_whole(self):
        bring_in(KINGSTON_2013)

        with pytest.raises(Refused) as refused:
            bring_in(RICHMOND_2013, KINGSTON_2013 | {"Share": "18.2"}, edition=EARLIER)

        assert str(refused.value) == (
            "file.csv: 1 of its figures are on record from Children in need, 2024, published on "
            "31 October 2024. Children in need, 2023, of 26 October 2023, is not later and does "
            "not take their place"
        )
        assert Observation.objects.count() == 1
        assert not Release.objects.filter(edition="2023").exists()

    def test_fills_what_no_later_one_has(self):
        bring_in(KINGSTON_2013)

        planned = bring_in(row(KINGSTON, "2012", Again="1", All="2", Share="50"), edition=EARLIER)

        assert done(planned) == (1, 0, 0)

    def test_one_of_the_same_day_is_not_later(self):
        bring_in(KINGSTON_2013)

        with pytest.raises(Refused, match="is not later"):
            bring_in(
                KINGSTON_2013 | {"Share": "18.4"}, edition=Edition("2024 b", date(2024, 10, 31))
            )


class TestStoring:
    def test_a_boards_own_figures_are_none_of_its_business(self, board):
        own = make_own(board, Indicator.objects.get(code="CSC02"), value=50)

        planned = bring_in(KINGSTON_2013)

        assert done(planned) == (1, 0, 0)
        own.refresh_from_db()
        assert own.is_current

    def test_a_plan_changes_nothing(self):
        open_data.plan(a_file(KINGSTON_2013), edition=LATER)

        assert not Observation.objects.exists()
        assert not Release.objects.filter(edition="2025").exists()

    def test_what_somebody_else_stored_meanwhile_is_refused(self):
        planned = open_data.plan(a_file(KINGSTON_2013, RICHMOND_2013))
        bring_in(KINGSTON_2013)

        with pytest.raises(Refused, match="somebody else stored figures of the same areas"):
            open_data.store(planned, today=date(2026, 11, 23))

        assert Observation.objects.count() == 1

    def test_a_figure_somebody_else_revised_meanwhile_is_refused(self):
        bring_in(KINGSTON_2013)
        planned = open_data.plan(a_file(KINGSTON_2013 | {"Share": "18.4"}), edition=LATER)
        bring_in(KINGSTON_2013 | {"Share": "18.5"}, edition=Edition("2026", date(2026, 10, 29)))

        with pytest.raises(Refused, match="somebody else stored figures of the same areas"):
            open_data.store(planned, today=date(2026, 11, 23))

        assert figure().value == Decimal("18.5")
        assert not Release.objects.filter(edition="2025").exists()

    def test_a_figure_somebody_took_back_meanwhile_is_not_revised(self):
        bring_in(KINGSTON_2013)
        planned = open_data.plan(a_file(KINGSTON_2013 | {"Share": "18.4"}), edition=LATER)
        taken_back = figure()
        taken_back.is_current = False
        taken_back.save()

        with pytest.raises(Refused, match="somebody else stored figures of the same areas"):
            open_data.store(planned, today=date(2026, 11, 23))

        assert Observation.objects.count() == 1

    def test_nothing_is_stored_where_the_database_refuses_the_last_figure(self):
        planned = open_data.plan(a_file(KINGSTON_2013, RICHMOND_2013))
        planned.compared.added[-1].numerator = Decimal(501)

        with pytest.raises(Refused, match="A percentage is not over 100, nor a numerator over"):
            open_data.store(planned, today=date(2026, 11, 23))

        assert not Observation.objects.exists()
        assert not Observation.history.exists()

    def test_it_is_said_how_far_it_is(self, monkeypatch):
        monkeypatch.setattr(open_data, "BATCH", 1)
        steps = []
        file = a_file(KINGSTON_2013, RICHMOND_2013)

        planned = open_data.plan(file, on_step=lambda *step: steps.append(step))
        open_data.store(planned, today=date(2026, 11, 23), on_step=lambda *step: steps.append(step))

        assert steps[:2] == [("Reading", 1, 2), ("Reading", 2, 2)]
        # A region, two areas in it, and a figure of each.
        assert steps[-1] == ("Storing", 5, 5)

    def test_a_plan_is_told_apart_by_what_it_would_do(self):
        first = open_data.plan(a_file(KINGSTON_2013)).digest

        assert open_data.plan(a_file(KINGSTON_2013)).digest == first
        assert open_data.plan(a_file(KINGSTON_2013 | {"Share": "18.4"})).digest != first
        make_area()
        assert open_data.plan(a_file(KINGSTON_2013)).digest != first

    def test_the_queries_do_not_grow_with_the_rows(self, django_assert_max_num_queries):
        years = [
            row(KINGSTON, str(year), Again="1", All="2", Share="50") for year in range(2000, 2024)
        ]

        with django_assert_max_num_queries(24):
            bring_in(*years)


def figure_indicator():
    from datasets.models import Indicator

    return Indicator.objects.get(code="CSC02")
