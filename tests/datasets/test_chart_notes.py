"""A note of what changed begins a chart anew; nothing else does."""

import pytest

from datasets.models import ChartNote
from lscb.periods import parse_period
from tests.build import make_role
from tests.conftest import signed_in
from tests.figures import make_indicator, make_listed, make_own
from tests.page_tables import text_of

ADDRESS = "/kingston/indicators/CSC02/"
NEW = f"{ADDRESS}notes/new/"
QUARTERS = [f"{2012 + n // 4}-{13 + n // 4}-Q{n % 4 + 1}" for n in range(8)]
SENT = {"period": "2013-14-Q1", "text": "Counted at the front door now."}

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(board):
    found = make_indicator()
    make_listed(board, found)
    for period, numerator in zip(QUARTERS, (100, 107, 103, 109, 101, 108, 104, 106), strict=True):
        make_own(board, found, period, numerator=numerator, denominator=1000)
    return found


def note(board, indicator, user, period="2013-14-Q1", text="Counted in another way."):
    return ChartNote.objects.create(
        board=board,
        indicator=indicator,
        period=parse_period(period),
        text=text,
        made_by=user,
        made_on="2013-07-01",
    )


def segments_of(client):
    page = client.get(ADDRESS, {"period": "2013-14-Q4"}).context["page"]
    return [(one.start, one.end) for one in page.drawings[-1].over.series.chart.segments]


class TestNoting:
    @pytest.mark.parametrize("who", ["manager_client", "chair_client", "administrator_client"])
    def test_the_chart_begins_anew(self, request, indicator, who):
        client = request.getfixturevalue(who)
        assert segments_of(client) == [(0, 7)]

        response = client.post(NEW, SENT, follow=True)

        assert "The chart begins anew with 2013-14-Q1." in text_of(response)
        assert "2013-14-Q1: Counted at the front door now. Noted by" in text_of(response)
        assert segments_of(client) == [(0, 3), (4, 7)]

    def test_the_words_of_the_chart_say_where_and_why(self, manager_client, indicator):
        manager_client.post(NEW, SENT)

        said = text_of(manager_client.get(ADDRESS))

        assert "begin anew with 2013-14-Q1 (“Counted at the front door now.”)" in said

    def test_a_note_of_a_year_leaves_the_quarters_as_they_are(
        self, manager, manager_client, board, indicator
    ):
        note(board, indicator, manager, "2013-14")

        assert segments_of(manager_client) == [(0, 7)]

    def test_members_see_it_and_add_none(self, member_client, manager, board, indicator):
        note(board, indicator, manager)

        said = text_of(member_client.get(ADDRESS))

        assert "Counted in another way. Noted by manager@example.org on 1 July 2013" in said
        assert "Note what changed" not in said
        assert "Take it away" not in said

    @pytest.mark.parametrize("period", ["2012-13-Q1", "2014-15-Q1", "2012-13", "", "nonsense"])
    def test_a_period_that_the_chart_has_not_is_refused(self, manager_client, indicator, period):
        response = manager_client.post(NEW, SENT | {"period": period})

        assert response.status_code == 200
        assert response.context["page"].form.errors["period"]
        assert not ChartNote.objects.exists()

    def test_the_text_is_looked_at_for_a_childs_details(self, manager_client, indicator):
        sent = SENT | {"text": "Since the child born on 3 May 2011 was found."}

        response = manager_client.post(NEW, sent)
        assert "looks like a date of birth" in text_of(response)
        assert not ChartNote.objects.exists()

        manager_client.post(NEW, sent | {"keep_text": "on"})
        assert ChartNote.objects.count() == 1

    def test_of_one_period_there_is_nothing_to_begin_anew(self, manager_client, board):
        make_listed(board, (found := make_indicator()))
        make_own(board, found, numerator=1, denominator=9)

        response = manager_client.get(NEW)

        assert "nothing that could begin anew" in text_of(response)
        assert "<form method" not in response.content.decode()


class TestTwice:
    def test_the_same_form_sent_twice_is_one_note(self, manager_client, indicator):
        for _ in range(2):
            assert manager_client.post(NEW, SENT).status_code == 302

        assert ChartNote.objects.count() == 1

    def test_somebody_elses_note_stays_and_is_shown(self, manager_client, chair_client, indicator):
        manager_client.post(NEW, SENT)

        response = chair_client.post(NEW, SENT | {"text": "Another reason."})

        said = "There is a note of 2013-14-Q1 already, by manager@example.org: “Counted at the"
        assert said in text_of(response)
        assert "Another reason." in response.content.decode()
        assert ChartNote.objects.get().text == SENT["text"]


class TestTakingAway:
    def test_the_chart_is_one_again_and_the_history_stays(
        self, manager, manager_client, board, indicator
    ):
        there = note(board, indicator, manager)

        asked = manager_client.get(f"{ADDRESS}notes/{there.pk}/take-away/")
        assert "Counted in another way." in text_of(asked)
        assert ChartNote.objects.exists()

        response = manager_client.post(f"{ADDRESS}notes/{there.pk}/take-away/", follow=True)
        assert "The note of 2013-14-Q1 is taken away" in text_of(response)
        assert segments_of(manager_client) == [(0, 7)]
        kept = ChartNote.history.filter(id=there.pk).first()
        assert (kept.history_type, kept.text) == ("-", "Counted in another way.")
        assert kept.history_user == manager

    def test_a_second_time_there_is_nothing_to_take_away(
        self, manager, manager_client, board, indicator
    ):
        address = f"{ADDRESS}notes/{note(board, indicator, manager).pk}/take-away/"

        assert manager_client.post(address).status_code == 302
        assert manager_client.post(address).status_code == 404

    def test_not_another_boards_nor_another_indicators(
        self, manager, manager_client, board, other_board, indicator
    ):
        other = make_indicator("CP01")
        make_listed(board, other)
        make_role(manager, other_board, "member")
        of_other_board = note(other_board, indicator, manager)
        of_other_indicator = note(board, other, manager)

        for one in (of_other_board, of_other_indicator):
            address = f"{ADDRESS}notes/{one.pk}/take-away/"
            assert manager_client.post(address).status_code == 404
        assert ChartNote.objects.count() == 2

    def test_a_page_made_before_is_not_shown_again(self, transactional_db, manager, board):
        make_listed(board, (found := make_indicator()))
        for period in QUARTERS:
            make_own(board, found, period, numerator=1, denominator=9)
        client = signed_in(manager)
        assert "Nobody has noted a change" in text_of(client.get(ADDRESS))

        client.post(NEW, SENT)

        assert "Counted at the front door now." in text_of(client.get(ADDRESS))
