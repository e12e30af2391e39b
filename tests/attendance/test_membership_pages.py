"""What the pages about seats say: Kingston's as the report has them, and made ones."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Seat, WantedKind
from tests.attendance.test_membership import address, said, send
from tests.build import (
    make_agency,
    make_board,
    make_group,
    make_meeting,
    make_person,
    make_seat,
    make_tenure,
    make_user,
    make_wanted_kind,
    mark,
)
from tests.page_tables import links_of, table_of, text_of

SEATS = "/kingston/groups/main-board/seats/"


def rows_of(client, where):
    answer = client.get(where)
    assert answer.status_code == 200
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row["seat"]: row for row in rows}


class TestTheSeatsOfKingston:
    """§6.3, §6.4 and Appendix 1."""

    def test_the_independent_chair_changed_twice(self, reader):
        row = table_of(reader.get(SEATS), "Seats").row("Independent Chair")

        # Came to all five: the register's row hides the changes (§6.3).
        assert row == [
            "Independent Chair",
            "LSCB officers",
            "In post since 1 March 2013 (inferred)",
            "Not stated",
            "Twice",
            "5 of 5",
        ]

    def test_the_second_police_seat_is_vacant_and_expected_nowhere(self, reader):
        row = table_of(reader.get(SEATS), "Seats").row("DCI, Kingston Police")

        assert row[2] == "Vacant since 1 April 2012 (inferred)"
        assert row[5] == "Nobody expected"

    def test_two_holders_never_came(self, reader):
        page = reader.get(SEATS)
        never = [row[0] for row in table_of(page, "Seats").texts if row[-1] == "Never 0 of 5"]

        assert never == [
            "Service Manager, High Court Team",
            "Chairman, Kingston Racial Equality Council",
        ]
        assert "Holder never came 2 in 2012-13: Service Manager, High Court Team" in text_of(page)

    def test_a_substitute_is_not_the_holder(self, reader):
        row = table_of(reader.get(SEATS), "Seats").row("Head of Children's Social Care")

        assert row[5] == "2 of 5 a substitute came once"

    def test_the_figures_on_top(self, reader):
        page = text_of(reader.get(SEATS))

        assert "Vacant 1 DCI, Kingston Police (Police)" in page
        assert "Below the seniority asked for 0 as entered for the holder" in page
        assert "Changed holder 1 in 2012-13: Independent Chair (LSCB officers)" in page

    def test_a_seat_that_was_left_says_so(self, reader):
        row = table_of(reader.get(SEATS), "Seats").row("Head of Prevention and Integration")

        assert row[2] == "Not a member then"
        assert row[5] == "3 of 3"

    def test_the_download_has_the_same(self, reader):
        rows = rows_of(reader, "/kingston/groups/main-board/seats.csv")

        assert len(rows) == 37
        chair = rows["Independent Chair"]
        assert (chair["state"], chair["since"], chair["holder_changes"]) == (
            "in post", "2013-03-01", "2",
        )  # fmt: skip
        cafcass = rows["Service Manager, High Court Team"]
        assert (cafcass["holder_came"], cafcass["expected"], cafcass["never_came"]) == (
            "0", "5", "yes",
        )  # fmt: skip
        assert reader.get("/kingston/groups/main-board/seats.xlsx").status_code == 200

    def test_the_table_can_be_sorted(self, reader):
        worst = table_of(reader.get(f"{SEATS}?sort=-changes"), "Seats").texts[1]

        assert worst[0] == "Independent Chair"

    def test_a_year_without_seats_lists_those_of_other_years(self, reader):
        page = reader.get(f"{SEATS}?period=2010-11")

        assert "This group has no seat on record for 2010-11." in text_of(page)
        assert "Independent Chair, LSCB officers" in links_of(page)

    def test_the_chairs_seat_has_its_three_times(self, reader, kingston):
        seat = Seat.objects.get(group__slug="main-board", title="Independent Chair")
        rows = table_of(reader.get(address("seat", seat)), "How it was held").texts[1:]

        assert [row[:3] for row in rows] == [
            ["1 April 2012 inferred", "31 October 2012 inferred", "In post"],
            ["1 November 2012 inferred", "28 February 2013 inferred", "Interim cover"],
            ["1 March 2013 inferred", "It goes on", "In post"],
        ]
        assert "stepped down in October 2012" in rows[0][4]

    def test_the_head_who_stepped_down_is_in_the_note(self, reader, kingston):
        seat = Seat.objects.get(title__startswith="Secondary/special")
        (row,) = table_of(reader.get(address("seat", seat)), "How it was held").texts[1:]

        assert row[:2] == ["1 April 2012 inferred", "It goes on"]
        assert "stepped down part way through it and a replacement was identified" in row[4]

    def test_what_the_board_lacks_is_said_where_it_matters(self, reader, keeper, kingston):
        sentence = "The Board lacks: a primary school and an independent school."

        for client, where in (
            (reader, "/kingston/wanted/"),
            (reader, "/kingston/groups/"),
            (keeper, "/kingston/management/"),
        ):
            assert sentence in text_of(client.get(where)), where
        rows = keeper.get("/kingston/management.csv").content.decode("utf-8-sig")
        assert "a primary school" in rows

    def test_members_see_no_way_to_change(self, reader, keeper, kingston):
        seat = Seat.objects.get(group__slug="main-board", title="Independent Chair")
        for where in (SEATS, address("seat", seat), "/kingston/wanted/"):
            own = {link for link in links_of(reader.get(where)).values() if link}
            kept = {link for link in links_of(keeper.get(where)).values() if link}
            more = {link for link in kept - own if "/seats/" in link or "/wanted/" in link}

            assert more
            for link in more:
                assert reader.get(link).status_code == 403, link
            assert "Who changed what" not in text_of(reader.get(where))


@pytest.mark.django_db
class TestASeat:
    @pytest.fixture
    def seat(self, board):
        return make_seat(make_group(board), required_seniority="Director")

    def row(self, client, seat, start="Designated"):
        where = reverse("group_seats", args=[seat.group.board.slug, seat.group.slug])
        return table_of(client.get(f"{where}?period=2012-13"), "Seats").row(start)

    def test_below_what_it_asks_for(self, member_client, seat):
        make_tenure(seat, seniority="Team manager", is_below_required=True)

        assert self.row(member_client, seat)[3] == (
            "Below what is asked for Team manager; asked for: Director"
        )

    def test_never_came_but_a_substitute_did(self, member_client, seat):
        make_tenure(seat)
        for held_on in ("2012-06-14", "2012-12-04"):
            mark(seat, make_meeting(seat.group, held_on), "substitute")
        mark(seat, make_meeting(seat.group, "2013-03-12", confirmed=False), "present")

        assert self.row(member_client, seat)[5] == "Never 0 of 2; a substitute came twice"

    def test_vacant_since_the_first_of_two_vacancies(self, member_client, seat):
        make_tenure(seat, "2012-04-01", "2012-06-01", "vacant")
        make_tenure(seat, "2012-06-01", state="vacant")

        assert self.row(member_client, seat)[2] == "Vacant since 1 April 2012"

    def test_without_dates_it_says_so(self, member_client, seat):
        assert self.row(member_client, seat)[2] == "No dates on record"
        page = text_of(member_client.get(address("seat", seat)))
        assert "No dates are on record for this seat, so it is expected at no meeting." in page

    def test_a_gap_is_in_words(self, member_client, board, seat):
        make_tenure(seat, "2012-04-01", "2012-06-01", person=make_person(board))
        make_tenure(seat, "2012-09-01", state="vacant")

        rows = table_of(member_client.get(address("seat", seat)), "How it was held").texts[1:]

        assert [row[:4] for row in rows] == [
            ["1 April 2012", "31 May 2012", "In post", "Ada Example"],
            ["1 June 2012", "31 August 2012", "Not a member then", "Nobody"],
            ["1 September 2012", "It goes on", "Vacant", "Nobody"],
        ]

    def test_an_erased_name_is_not_shown(self, member_client, board, seat):
        ada = make_person(board)
        make_tenure(seat, person=ada)
        ada.erase()

        page = text_of(member_client.get(address("seat", seat)))
        assert "Ada" not in page
        assert "Name erased" in page

    def test_the_account_of_a_holder_is_for_those_who_keep_accounts(
        self, member_client, manager_client, seat
    ):
        make_tenure(seat, user=make_user("nurse@example.org"))

        assert "nurse@example.org" not in text_of(member_client.get(address("seat", seat)))
        assert "account nurse@example.org" in text_of(manager_client.get(address("seat", seat)))

    def test_now_is_how_it_is_held_today(self, member_client, seat):
        today = timezone.localdate()
        make_tenure(seat, "2012-04-01", str(today))
        make_tenure(seat, str(today), state="interim")
        make_seat(seat.group, title="Ended")

        page = text_of(member_client.get(address("seat", seat)))
        assert "Now Interim cover since" in page
        ended = make_seat(seat.group, title="Gone")
        make_tenure(ended, "2012-04-01", str(today - timedelta(days=3)))
        assert "Now Not a member today" in text_of(member_client.get(address("seat", ended)))

    def test_an_advisers_seat_is_never_expected(self, member_client, seat):
        seat.counts_as = Seat.CountsAs.ADVISER
        seat.save()
        make_tenure(seat)
        mark(seat, make_meeting(seat.group), "absent")

        assert self.row(member_client, seat)[5] == "Nobody expected"

    def test_another_boards_seat_is_not_there(self, outsider_client, member_client, seat):
        assert outsider_client.get(address("seat", seat)).status_code == 404
        other = make_seat(make_group(make_board("away")))
        where = reverse("seat", args=[seat.group.board.slug, other.pk])
        assert member_client.get(where).status_code == 404


@pytest.mark.django_db
class TestWhatIsWanted:
    LIST = "/kingston/wanted/"

    def test_what_is_added_is_lacking_until_somebody_represents_it(self, manager_client, board):
        seat = make_seat(make_group(board), title="Head teacher")

        answer = send(manager_client, "/kingston/wanted/add/", name="A primary school")
        page = said(manager_client, answer)
        assert "A primary school is on the list, as not represented." in page
        assert "The Board lacks: a primary school." in page

        kind = WantedKind.objects.get(board=board)
        answer = send(manager_client, f"{self.LIST}{kind.pk}/", met_by=seat.pk)
        page = said(manager_client, answer)
        assert "represented by Head teacher (NHS Kingston)." in page
        assert "Everything on the list is represented." in page
        row = table_of(manager_client.get(self.LIST), "Wanted").row("A primary school")
        assert row[1] == "Head teacher NHS Kingston, Main Board"
        assert "Represents A primary school" in text_of(manager_client.get(address("seat", seat)))
        assert kind.history.count() == 2

    def test_a_name_keeps_its_capital_in_a_sentence(self, member_client, board):
        for name in ("Cafcass", "GPs", "The college"):
            make_wanted_kind(board, name)

        page = text_of(member_client.get(self.LIST))

        assert "The Board lacks: Cafcass, GPs and the college." in page

    def test_the_day_and_the_note_are_kept(self, manager_client, board):
        send(
            manager_client,
            "/kingston/wanted/add/",
            {"since": "2012-10-01"},
            name="GPs",
            note="Asked for in October",
        )

        row = table_of(manager_client.get(self.LIST), "Wanted").row("GPs")
        assert row[1:4] == ["Nobody", "1 October 2012", "Asked for in October"]
        # A short form keeps its capitals.
        assert "The Board lacks: GPs." in text_of(manager_client.get(self.LIST))

    def test_the_same_twice_is_refused(self, manager_client, board):
        make_wanted_kind(board)

        answer = send(manager_client, "/kingston/wanted/add/", name="A primary school")

        assert "This is on the list already." in text_of(answer)

    def test_what_is_no_longer_wanted_is_taken_off(self, manager_client, board):
        kind = make_wanted_kind(board)

        answer = send(manager_client, f"{self.LIST}{kind.pk}/remove/")

        assert "A primary school is taken off the list." in said(manager_client, answer)
        assert not WantedKind.objects.exists()
        assert WantedKind.history.filter(history_type="-").count() == 1

    def test_an_empty_list_says_what_it_is_for(self, manager_client, member_client, board):
        assert "Nothing is on the list yet. Add what the Board lacks" in text_of(
            manager_client.get(self.LIST)
        )
        page = text_of(member_client.get(self.LIST))
        assert "Nothing is on the list yet." in page
        assert "Add what" not in page

    def test_a_seat_of_another_board_cannot_represent_it(self, manager_client, board, other_board):
        theirs = make_seat(make_group(other_board), make_agency(other_board))

        answer = send(manager_client, "/kingston/wanted/add/", name="A school", met_by=theirs.pk)

        assert "Select a valid choice." in text_of(answer)
        assert not WantedKind.objects.exists()
