"""The made-up national database that the speed of pages is measured on."""

import pytest
from django.db import transaction
from django.db.models import Count, F

from agencies.models import Board
from benchmarks.national import add_national
from datasets.models import Area, Comparator, Indicator, ListedIndicator, Observation, Population
from lscb.periods import FinancialYear, Quarter

# Two more than the sample has authorities: those two are made up altogether.
BOARDS, MADE_UP, QUARTERS, YEARS = 13, 2, 4, 2
INDICATORS, COMPARED = 35, 17
LAST_QUARTERS = [Quarter(FinancialYear(2023), number) for number in (1, 2, 3, 4)]
FIELDS = ("indicator__code", "area__code", "period", "numerator", "denominator", "value", "reason")


def add(board, **fields):
    add_national(board, **{"boards": BOARDS, "quarters": QUARTERS, "years": YEARS} | fields)


@pytest.fixture
def national(kingston):
    """The figures that were added to the sample."""
    there = set(Observation.objects.values_list("pk", flat=True))
    add(kingston)
    return Observation.objects.exclude(pk__in=there)


@pytest.fixture
def made(kingston):
    """What is on record once figures were added; they are taken away again."""

    def make(**fields) -> set[tuple]:
        with transaction.atomic():
            add(kingston, **fields)
            found = set(Observation.objects.values_list("board__slug", *FIELDS))
            transaction.set_rollback(True)
        return found

    return make


class TestNational:
    def test_each_board_has_its_quarters_of_each_indicator(self, national):
        own = national.filter(board__isnull=False).order_by()

        counted = own.values("board", "indicator").annotate(figures=Count("pk"))

        assert [row["figures"] for row in counted] == [QUARTERS] * BOARDS * INDICATORS
        assert set(own.values_list("period", flat=True)) == set(LAST_QUARTERS)

    def test_only_areas_without_published_figures_are_given_some(self, national):
        published = national.filter(board=None)

        areas = published.order_by().values_list("area__name", flat=True).distinct()
        assert set(areas) == {"Authority 012", "Authority 013"}
        assert published.count() == MADE_UP * COMPARED * YEARS

    def test_the_figures_would_pass_a_form(self, national):
        for figure in national.select_related("indicator", "area", "board", "release"):
            figure.clean()

    def test_a_rate_is_of_the_children_who_live_there_and_a_share_is_a_part(self, national):
        known = national.filter(reason="", board__isnull=False)

        rates = known.filter(indicator__unit=Indicator.Unit.RATE, area__code="E09000021")
        shares = known.filter(indicator__unit=Indicator.Unit.PERCENTAGE)
        people = Population.objects.get(area__code="E09000021", year=2023).people
        assert {one.denominator for one in rates} == {people}
        assert not shares.exclude(numerator__lte=F("denominator"), denominator__gt=0).exists()
        assert shares.filter(numerator__gt=0).count() > shares.count() / 2

    def test_a_few_figures_are_missing_and_say_why(self, national):
        missing = national.exclude(reason="")

        assert 0 < missing.count() < national.count() / 10
        assert not missing.filter(numerator__isnull=False).exists()

    def test_each_board_has_its_area_words_list_and_agencies(self, national, kingston):
        authorities = Area.objects.filter(kind=Area.Kind.AUTHORITY)
        assert Board.objects.count() == authorities.count() == BOARDS
        assert not Board.objects.filter(word_lists=None).exists()
        listed = ListedIndicator.objects.order_by().values("board").annotate(number=Count("pk"))
        assert [row["number"] for row in listed] == [INDICATORS] * BOARDS
        made_up = Board.objects.get(area="Authority 013")
        for board in (kingston, made_up):
            agency = board.listed_indicators.get(indicator__code="DV01").agency
            assert (agency.board, agency.name) == (board, "Police")

    def test_each_area_has_ten_neighbours(self, national):
        alike = Comparator.objects.order_by().values("area").annotate(number=Count("pk"))

        assert [row["number"] for row in alike] == [10] * BOARDS

    def test_the_same_seed_makes_the_same_figures(self, made):
        assert made() == made()

    def test_another_seed_makes_other_figures(self, made):
        assert made() != made(seed="another")

    def test_the_first_board_has_the_same_figures_however_many_there_are(self, made):
        alone, among = ({one for one in made(boards=n) if one[0] == "kingston"} for n in (1, 13))

        assert alone == among
        assert len(alone) > INDICATORS * QUARTERS
