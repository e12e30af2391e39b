"""The two dashboards: what needs the board, what needs doing, and Kingston's figures on both."""

import csv
import io
from datetime import date

import pytest

from agencies.access import board_for
from attendance.concerns import concerns, threshold_for
from attendance.models import ConcernRule, Meeting
from attendance.year import group_years
from lscb.pages.board import board_page
from lscb.pages.management import management
from lscb.periods import FinancialYear
from tests.build import (
    make_agency,
    make_concern_rule,
    make_contribution,
    make_group,
    make_meeting,
    make_seat,
    make_spending,
    make_statement,
    make_tenure,
    mark,
)
from tests.page_tables import links_of, table_of, tables_of, text_of

LONG_AFTER = date(2026, 1, 1)
TABLE = "/kingston/groups/main-board/attendance/2012-13/"
# Who missed how many meetings in a row, the longest run first.
RUNS = {
    ("CAFCASS", "Service Manager, High Court Team"): 5,
    ("Voluntary Sector", "Chairman, Kingston Racial Equality Council"): 5,
    ("Schools", "Secondary/special School Headteacher"): 3,
    ("GPs", "Lead GP, Safeguarding"): 2,
    ("Organisational Development", "LSCB Trainer"): 2,
    ("Voluntary Sector", "Manager, Kingston Homestart"): 2,
}
# By member attendance two more: whoever sent a substitute to the last meeting was away.
RUNS_OF_MEMBERS = {
    ("Kingston Hospital", "Director of Nursing & Quality"): 2,
    ("Police", "DCI, West Region CAIT"): 2,
}
UNDER_HALF = {
    "Service Manager, High Court Team",
    "Chairman, Kingston Racial Equality Council",
    "Secondary/special School Headteacher",
    "Lead GP, Safeguarding",
    "LSCB Trainer",
    "Learning & Development Lead Consultant – Social Care",
    "Service Manager, Adult Safeguarding",
    "Assistant Chief Officer",
    "Welfare & Safeguarding Manager",
    "Lay member 2",
}
UNDER_HALF_OF_MEMBERS = UNDER_HALF | {
    "Head of Children's Social Care",
    "Director of Nursing & Quality",
}


def concerns_of(board, year, slug="main-board"):
    group = board.groups.get(slug=slug)
    (records,) = group_years([group], year)
    return concerns(records, threshold_for(group, year, group.concern_rules.all()))


def runs_of(found):
    return {
        (one.seat.agency, one.seat.title): one.absences_in_a_row
        for one in found
        if one.has_long_run
    }


class TestKingstonsConcerns:
    def test_six_seats_have_a_run(self, kingston, year):
        assert runs_of(concerns_of(kingston, year)) == RUNS

    def test_ten_seats_are_under_half_and_eleven_are_a_concern(self, kingston, year):
        found = concerns_of(kingston, year)

        assert {one.seat.title for one in found if one.has_low_share} == UNDER_HALF
        assert len(found) == 11

    def test_by_member_attendance_it_would_be_eight_runs_and_twelve_seats(self, kingston, year):
        ConcernRule.objects.filter(group__slug="main-board").update(measure="member_attendance")

        found = concerns_of(kingston, year)

        assert runs_of(found) == RUNS | RUNS_OF_MEMBERS
        low = {one.seat.title for one in found if one.has_low_share}
        assert low == UNDER_HALF_OF_MEMBERS
        assert len(low) == 12

    def test_the_longest_run_comes_first_then_the_lowest_share(self, kingston, year):
        found = concerns_of(kingston, year)

        order = [(-one.absences_in_a_row, one.share) for one in found]
        assert order == sorted(order)

    def test_only_the_head_teachers_absences_are_in_doubt(self, kingston, year):
        doubts = {one.seat.title: one.seat.doubts for one in concerns_of(kingston, year)}

        assert {title: doubt for title, doubt in doubts.items() if doubt} == {
            "Secondary/special School Headteacher": [
                "may have been vacant: the holder stepped down part way through the year, §6.4"
            ]
        }

    def test_without_a_rule_nothing_is_a_concern(self, kingston, year):
        ConcernRule.objects.all().delete()

        assert concerns_of(kingston, year) == []

    def test_a_rule_of_a_later_year_does_not_reach_back(self, kingston, year):
        ConcernRule.objects.update(year=FinancialYear(2013))

        assert concerns_of(kingston, year) == []

    def test_a_rule_of_an_earlier_year_still_holds(self, kingston, year):
        ConcernRule.objects.update(year=FinancialYear(2010))

        assert len(concerns_of(kingston, year)) == 11


class TestKingstonsBoard:
    @pytest.fixture
    def needs(self, reader):
        return reader.get("/kingston/").context["page"].needs

    def test_it_opens_at_the_year_of_the_records(self, reader):
        text = text_of(reader.get("/kingston/"))

        assert "The year 2012-13" in text
        assert "1 April 2012 to 31 March 2013, as at 31 March 2013." in text

    def test_five_sentences_in_the_printed_order(self, needs, reader):
        assert [need.lead for need in needs] == [
            "Initial conferences held within 15 working days",
            "Section 47 enquiries that lead to an initial child protection conference",
            "MARAC referrals made by children's social care",
            "Four figures changed by more than chance",
            "Plans that have lasted 18 months or more",
            "Six seats missed the last two meetings or more",
            "Ten seats were represented at under 50% of their meetings",
            "49% came to the last meeting",
            "Spending was 5.8% over what was paid in",
            "One seat of the Main Board is vacant",
        ]
        assert (
            "Figures come first that are off their target, worse than England, asked about by the "
            "board, worse than similar areas, unusual the wrong way, or changed by more than "
            "chance (unless for the better). Then come absences in a row, low attendance of seats, "
            "attendance of the last meeting, money, and vacant seats."
            in text_of(reader.get("/kingston/"))
        )

    def test_the_runs_are_named_with_their_length_and_the_doubt(self, needs):
        assert needs[5].text == (
            ". All five: CAFCASS; Chairman, Kingston Racial Equality Council. The last three: "
            "Schools. The last two: GPs; LSCB Trainer; Manager, Kingston Homestart. The seat of "
            "Schools may have been vacant: the holder stepped down part way "
            "through the year, §6.4."
        )

    def test_the_low_ones_are_named_with_their_fraction_once(self, needs):
        assert needs[6].text == (
            ": five of those above, and Adult Social "
            "Care (2 of 5), Lay member 2 (2 of 5), Probation (2 of 5), Kingston College (2 of 5) "
            "and Learning & Development Lead Consultant – Social Care (2 of 5)."
        )

    def test_the_last_meeting_is_compared_with_the_year(self, needs):
        assert needs[7].text == (
            " of the Main Board on 12 March 2013 (17 of 35), the lowest of the year; over the "
            "year it was 62% (108 of 173)."
        )

    def test_the_overspend_has_both_its_parts_and_its_cause(self, needs):
        assert needs[8].text.startswith(
            ": £173,008 spent, £163,492 paid in, £9,516 over. The cause given: the high cost"
        )

    def test_each_says_who_answers(self, needs):
        assert [need.answers for need in needs] == [
            "Learning & Children's Services answers for it.",
            "Learning & Children's Services answers for it.",
            "Safer Kingston Partnership answers for it.",
            "Learning & Children's Services and Kingston Hospital answer for them. No agency is "
            "named for: Referrals to the LADO.",
            "Learning & Children's Services answers for it.",
            "CAFCASS, Voluntary Sector, Schools, GPs and Organisational Development answer for it.",
            "Adult Social Care, Lay members, Probation, Kingston College and Organisational "
            "Development answer for it.",
            "The Independent Chair answers for it.",
            "The Independent Chair answers for it.",
            "Police answers for it.",
        ]

    def test_each_links_to_where_it_came_from(self, needs, reader):
        response = reader.get("/kingston/")

        assert [links_of(response)[need.lead] for need in needs] == [
            "/kingston/indicators/CSC07/?period=2012-13",
            "/kingston/indicators/CSC06/?period=2012-13",
            "/kingston/indicators/DV03/?period=2012-13",
            "/kingston/?period=2012-13&show=attention#dataset",
            "/kingston/indicators/CP02/?period=2012-13",
            f"{TABLE}#seats-caption",
            f"{TABLE}#seats-caption",
            f"{TABLE}#meetings-caption",
            "/kingston/budget/2012-13/",
            "/kingston/groups/main-board/?period=2012-13",
        ]
        for need in needs:
            target = reader.get(need.url.partition("#")[0])
            assert target.status_code == 200
            anchor = need.url.partition("#")[2]
            assert not anchor or f'id="{anchor}"' in target.content.decode()

    def test_each_groups_figures_stand_with_the_other_measure(self, reader):
        text = text_of(reader.get("/kingston/"))

        assert (
            "Main Board attendance 62% 108 of 173 A substitute does not count here; with them, "
            "64% (111 of 173). Lowest 49% (17 of 35) on 12 March 2013." in text
        )
        assert (
            "Management Group attendance 78% 28 of 36 A substitute counts as present here; "
            "without, 75% (27 of 36). Lowest 67% (6 of 9) on 16 May 2012." in text
        )

    def test_the_trend_has_every_meeting(self, reader):
        page = reader.get("/kingston/")

        board, management_group = (
            table for table in tables_of(page) if "by meeting" in table.caption
        )
        assert [row[1:3] for row in board.texts[1:]] == [
            ["68% 23 of 34", "68% 23 of 34"],
            ["65% 22 of 34", "65% 22 of 34"],
            ["77% 27 of 35", "77% 27 of 35"],
            ["54% 19 of 35", "54% 19 of 35"],
            ["49% 17 of 35", "57% 20 of 35"],
            ["62% 108 of 173", "64% 111 of 173"],
        ]
        assert management_group.row("14 November 2012")[1:3] == ["78% 7 of 9", "89% 8 of 9"]

    def test_money_has_the_overspend(self, reader):
        text = text_of(reader.get("/kingston/"))

        assert (
            "Spent over what was paid in £9,516 5.8% £173,008 spent, £163,492 paid in by five "
            "agencies." in text
        )

    def test_the_rule_of_the_concerns_is_printed(self, reader):
        assert (
            "A seat is a concern with two or more absences in a row, ending at the latest "
            "meeting, or under 50% over the year; a substitute counts as attending."
            in text_of(reader.get("/kingston/"))
        )

    def test_the_download_has_the_figures_of_the_page(self, reader):
        text = reader.get("/kingston/dashboard.csv").content.decode("utf-8-sig")

        warning, _, table = text.partition("\r\n")
        assert warning.startswith("Board use only")
        rows = list(csv.DictReader(io.StringIO(table)))
        found = {(row["figure"], row["of"], row["period"]): row for row in rows}

        def value(*key):
            row = found[key]
            return row["numerator"], row["denominator"], row["value"], row["unit"]

        board, management_group = "Main Board", "Management Group"
        member, agency = "Member attendance", "Agency representation"
        assert value(member, board, "2012-13") == ("108", "173", "62.4", "per cent")
        assert value(agency, board, "2012-13") == ("111", "173", "64.2", "per cent")
        assert value(member, board, "2013-03-12") == ("17", "35", "48.6", "per cent")
        assert value(agency, board, "2013-03-12") == ("20", "35", "57.1", "per cent")
        assert value(member, management_group, "2012-13") == ("27", "36", "75.0", "per cent")
        assert value(agency, management_group, "2012-13") == ("28", "36", "77.8", "per cent")
        assert value("Spent over what was paid in", found_board(rows), "2012-13") == (
            "",
            "",
            "9516.00",
            "pounds",
        )
        runs = {
            row["of"]: int(row["value"]) for row in rows if row["figure"] == "Absences in a row"
        }
        assert len(runs) == 11
        assert sorted((run for run in runs.values() if run > 1), reverse=True) == [5, 5, 3, 2, 2, 2]

    def test_another_year_is_asked_for_by_its_address(self, reader):
        response = reader.get("/kingston/?period=2011-12")

        assert response.status_code == 200
        assert "The year 2011-12" in text_of(response)

    def test_figures_of_a_year_before_the_list_stand_by_the_list_that_came(self, reader):
        response = reader.get("/kingston/?period=2011-12")

        text = text_of(response)
        assert "There are no figures" not in text
        assert "No list of 2011-12 is on record, so that of 2012-13 stands in." in text
        plans = table_of(response, "Child protection plans").row("Children with a child")
        assert plans[1] == "91 the count alone"
        page = response.context["page"]
        assert [str(year) for year in page.years][-1] == "2023-24"
        assert not page.owed
        assert not [need for need in page.needs if "question" in need.lead]
        assert "missing" not in text
        assert "no figure for 2011-12" not in text

    def test_a_year_without_any_figure_links_to_all_that_have_some(self, reader):
        response = reader.get("/kingston/?period=2009-10")

        assert "There are no figures for 2009-10." in text_of(response)
        years = [f"{year}-{(year + 1) % 100}" for year in range(2011, 2024)]
        assert {links_of(response)[year] for year in years} == {f"?period={y}" for y in years}

    def test_it_says_who_owes_figures_and_leads_to_them(self, reader):
        response = reader.get("/kingston/")

        assert (
            "9 figures missing: 7 owed by Learning & Children's Services, 1 owed by Probation, 1 "
            "with no agency named." in text_of(response)
        )
        own = links_of(response)["Probation"]
        assert own == "?period=2012-13&agency=probation#dataset"
        theirs = text_of(reader.get(f"/kingston/{own}"))
        assert "1 of the 35 indicators is shown; 0 have figures for 2012-13." in theirs
        assert "1 figure missing: 1 owed by Probation." in theirs
        assert "Notifications from probation (owed by Probation)" in theirs
        agency = reader.get("/kingston/agencies/probation/?period=2012-13")
        assert f"/kingston/{own}" in links_of(agency).values()

    def test_all_that_changed_stands_in_one_sentence(self, needs):
        assert needs[3].text == (
            ": Cases open to children's social care 1,038, up from 847 in 2011-12; Children with "
            "a child protection plan 163, up from 91 in 2011-12; Safeguarding referrals made by "
            "the hospital 117, up from 40 in 2011-12; Referrals to the LADO 61, up from 32 in "
            "2011-12. Ask what changed: the need, the work, or how it is counted."
        )

    def test_similar_areas_have_their_figure_as_england_has(self, needs):
        assert needs[0].text.startswith(
            ": 61.6% (130 of 211), about the same as similar areas (58.0%), worse than England "
            "(69.7%)."
        )

    def test_every_number_has_its_unit(self, reader):
        row = table_of(reader.get("/kingston/"), "Front door").row("Cases open")

        assert row[1] == "1,038 300.3 per 10,000 published: 1,085 313.9 per 10,000"
        assert row[3:6] == [
            "847 the count alone",
            "268.4 per 10,000: 10 of 10 areas",
            "331.5 per 10,000",
        ]
        assert row[6].endswith("Up from 847 in 2011-12, more than chance")

    def test_what_is_not_compared_says_so_in_each_of_its_cells(self, reader):
        table = table_of(reader.get("/kingston/"), "Domestic abuse")

        assert len(table.rows[1]) == len(table.rows[0])
        assert table.row("Domestic abuse incidents")[3:] == ["1,718", *["Not compared"] * 3]

    def test_of_what_is_limited_is_said_for_whom_it_is(self, reader):
        row = table_of(reader.get("/kingston/"), "Child deaths").row("Child deaths")

        assert row[-1] == "For the manager, the chair and administrators"
        assert set(row[1:-1]) == {"Limited"}

    def test_how_many_of_a_theme_have_a_figure_and_how_many_were_chosen(self, reader):
        def captions(query):
            found = tables_of(reader.get(f"/kingston/?period=2012-13{query}"))
            return [" ".join(one.caption.split()) for one in found]

        everything, chosen = captions(""), captions("&show=attention")

        assert "Front door - 3 of 6 indicators have a figure" in everything
        assert "Early help - 1 indicator" in everything
        assert "Child protection enquiries - 2 of 3 indicators shown" in chosen
        assert "8 of the 35 indicators are shown; 7 have figures for 2012-13." in text_of(
            reader.get("/kingston/?period=2012-13&show=attention")
        )

    def test_the_short_forms_of_the_indicators_are_spelt_out(self, reader):
        text = text_of(reader.get("/kingston/"))

        assert "MARAC is Multi-Agency Risk Assessment Conference" in text
        assert "LADO is local authority designated officer" in text
        assert "Section 47 is section 47 of the Children Act 1989" in text

    def test_the_period_is_chosen_beside_the_title_by_its_months(self, reader):
        said = reader.get("/kingston/?period=2012-13&theme=front-door").content.decode()

        head, _, _ = said.partition('class="needs"')
        assert '<option value="2012-13-Q2">July to September 2012</option>' in head
        assert '<option value="2012-13" selected>2012-13</option>' in head
        assert '<input type="hidden" name="theme" value="front-door">' in head
        assert said.count('id="id_period"') == 1

    def test_a_file_of_some_has_their_name_and_the_question(self, reader):
        file = reader.get("/kingston/dashboard.csv?period=2012-13&theme=child-protection-enquiries")
        text = file.content.decode("utf-8-sig")

        name = "dashboard-2012-13-child-protection-enquiries.csv"
        assert name in file["Content-Disposition"]
        assert "Asked: What decides whether a section 47 enquiry" in text
        assert ",England,2012-13,60080,127190,47.2," in text

    def test_what_is_no_period_is_not_found(self, reader):
        assert reader.get("/kingston/?period=last").status_code == 404


class TestAQuarterOfKingstons:
    ADDRESS = "/kingston/?period=2012-13-Q2"

    def test_figures_come_first_and_what_has_none_stands_together(self, reader):
        page = reader.get(self.ADDRESS).context["page"]

        assert [need.lead for need in page.needs[:3]] == [
            "Referrals to children's social care",
            "Three of the board’s own questions have no figure",
            "Six seats missed the last two meetings or more",
        ]
        assert page.needs[0].text == (
            ": 761.5 per 10,000 a year (658 in the quarter), up from 423.6 in April to June 2012, "
            "more than chance. Ask what changed: the need, the work, or how it is counted."
        )
        assert page.needs[1].text.count(";") == 2

    def test_what_is_of_the_whole_year_says_so(self, reader):
        response = reader.get(self.ADDRESS)

        needs = response.context["page"].needs
        assert {need.of for need in needs[2:]} == {"Whole year 2012-13"}
        assert {need.of for need in needs[:2]} == {""}
        text = text_of(response)
        assert "Whole year 2012-13. Six seats missed" in text
        assert "Main Board attendance, whole year 2012-13 62%" in text

    def test_a_count_of_a_quarter_is_not_put_over_the_people_of_a_rate_of_a_year(self, reader):
        row = table_of(reader.get(self.ADDRESS), "Front door").row("Referrals to children")

        assert row[1] == "761.5 per 10,000 a year: 658 in the quarter"


class TestKingstonsManagement:
    @pytest.fixture
    def page(self, keeper):
        return keeper.get("/kingston/management/").context["page"]

    def test_its_own_attendance_comes_first(self, keeper):
        assert (
            "Management Group attendance 78% 28 of 36 A substitute counts as present here; "
            "without, 75% (27 of 36)." in text_of(keeper.get("/kingston/management/"))
        )

    def test_what_does_not_add_up_in_the_records(self, page):
        assert [(one.where, one.text.partition(" Kept as")[0]) for one in page.in_records] == [
            ("Management Group", "26 August 2012 is a Sunday."),
            (
                "Management Group",
                "The meeting printed as 13.02.12 would lie outside 2012-13; it is kept as "
                "13 February 2013. Printed 13.02.12, which is before April 2012 and follows "
                "14.11.12 in the table. Read as 13 February 2013, a Wednesday; §7.1.6 has the "
                "group meet in that month.",
            ),
        ]

    def test_what_does_not_add_up_in_print(self, page):
        assert [(one.where, one.text) for one in page.in_print] == [
            ("Main Board", "Printed 64%: 22/34 is 64.7%, cut off rather than rounded."),
            ("Main Board", "Printed 48%: 17/35 is 48.6%, cut off rather than rounded."),
            (
                "Budget",
                "The lines of 2012-13 add up to £163,492, the printed total is £163,474: £18 "
                "apart. Two swapped digits would explain it: £103,524 instead of £103,542.",
            ),
        ]

    def test_each_links_to_where_it_stands(self, page, keeper):
        found = [*page.in_records, *page.in_print]

        meetings = Meeting.objects.filter(group__slug="management-group")
        at_a_weekend = meetings.get(held_on="2012-08-26")
        printed_outside = meetings.get(held_on="2013-02-13")
        assert [one.url for one in found] == [
            f"/kingston/meetings/{at_a_weekend.pk}/",
            f"/kingston/meetings/{printed_outside.pk}/",
            TABLE,
            TABLE,
            "/kingston/budget/2012-13/",
        ]
        assert {keeper.get(one.url).status_code for one in found} == {200}

    def test_the_vacant_seat_is_listed_with_its_reason(self, keeper):
        text = text_of(keeper.get("/kingston/management/"))

        assert (
            "Main Board. DCI, Kingston Police (Police), since 1 April 2012 (inferred). Blank at "
            "all five meetings" in text
        )

    def test_the_concerns_of_both_groups_are_listed(self, keeper):
        response = keeper.get("/kingston/management/")

        board = table_of(response, "Main Board - 11 seats")
        assert {(row[1], row[0]): int(row[2]) for row in board.texts[1:7]} == RUNS
        assert board.row("Lead GP")[3] == "20% 1 of 5"
        group = table_of(response, "Management Group - 1 seat")
        assert group.texts[1:] == [
            ["Manager, Kingston Homestart", "Voluntary Sector", "1", "25% 1 of 4", "Low share"]
        ]

    def test_every_register_is_confirmed(self, keeper):
        assert "Every register of 2012-13 is confirmed." in text_of(
            keeper.get("/kingston/management/")
        )

    def test_a_member_does_not_get_it(self, reader):
        assert reader.get("/kingston/management/").status_code == 403


def found_board(rows):
    """The board's own name, as the rows about money have it."""
    (name,) = {row["of"] for row in rows if row["unit"] == "pounds"}
    return name


def make_register(group, days, rows):
    """A meeting on each day and a seat for each row, held all along: Y came, N did not."""
    meetings = [make_meeting(group, day) for day in days]
    for (name, title), letters in rows.items():
        agency = group.board.agencies.filter(name=name).first() or make_agency(group.board, name)
        seat = make_seat(group, agency, title)
        make_tenure(seat)
        for meeting, letter in zip(meetings, letters, strict=True):
            mark(seat, meeting, {"Y": "present", "N": "absent", "S": "substitute"}[letter])


class TestMoreNeedsThanFive:
    DAYS = ("2012-06-14", "2012-09-13", "2012-12-04")

    @pytest.fixture
    def needy(self, board):
        """Two main groups with three needs each in attendance and a vacancy, and money spent."""
        for slug in ("first", "second"):
            group = make_group(board, slug)
            make_concern_rule(group)
            make_register(
                group,
                self.DAYS,
                {
                    (f"Police of the {slug}", "Inspector"): "YNN",
                    (f"Health of the {slug}", "Nurse"): "YYY",
                    (f"Schools of the {slug}", "Head teacher"): "YYN",
                },
            )
            make_tenure(make_seat(group, title="Nobody's seat"), state="vacant")
        make_contribution(make_agency(board, "Council"), "100")
        make_spending(board, "150")
        return board

    def test_five_are_shown_and_the_rest_are_counted(self, member_client, needy):
        response = member_client.get("/kingston/")

        page = response.context["page"]
        assert len(page.needs) == 9
        assert len(page.first_needs) == 5
        assert "4 more" in text_of(response)
        assert response.content.decode().count("<ol>") == 1
        assert '<ol start="6">' in response.content.decode()

    def test_they_stand_in_the_printed_order_whichever_group_they_are_of(
        self, member_client, needy
    ):
        page = member_client.get("/kingston/").context["page"]

        leads = [need.lead for need in page.needs]
        assert leads == [
            "One seat missed the last two meetings or more",
            "One seat missed the last two meetings or more",
            "One seat was represented at under 50% of its meetings",
            "One seat was represented at under 50% of its meetings",
            "33% came to the last meeting",
            "33% came to the last meeting",
            "Spending was 50.0% over what was paid in",
            "One seat of the First is vacant",
            "One seat of the Second is vacant",
        ]

    def test_each_has_a_link_and_somebody_who_answers(self, member_client, needy):
        page = member_client.get("/kingston/").context["page"]

        assert all(need.url.startswith("/kingston/") for need in page.needs)
        assert [need.answers for need in page.needs[:2]] == [
            "Police of the first answers for it.",
            "Police of the second answers for it.",
        ]

    def test_runs_of_all_meetings_are_told_by_their_length(self, member_client, board):
        group = make_group(board)
        make_concern_rule(group)
        days = (*self.DAYS, "2013-03-12")
        make_register(group, days, {("Police", "Inspector"): "NNNN", ("GPs", "Lead GP"): "NNNN"})
        late = make_seat(group, make_agency(board, "Housing"), "Head of Housing")
        make_tenure(late, "2012-12-01")
        for meeting in group.meetings.filter(held_on__gte="2012-12-01"):
            mark(late, meeting, "absent")

        page = member_client.get("/kingston/").context["page"]

        assert page.needs[0].text == (". All four: GPs; Police. Both: Housing.")


class TestABoardWithLittle:
    def test_where_nothing_calls_for_the_board_it_says_so(self, member_client, board):
        group = make_group(board)
        make_concern_rule(group)
        make_register(group, ["2012-06-14"], {("Police", "Inspector"): "Y"})

        text = text_of(member_client.get("/kingston/?period=2012-13"))

        assert "Nothing in the figures, attendance or money of 2012-13 calls for the board" in text

    def test_a_seat_expected_too_seldom_has_no_low_share(self, board, year):
        group = make_group(board)
        make_concern_rule(group, absences_in_a_row=None)
        make_register(group, ["2012-06-14", "2012-09-13"], {("Police", "Inspector"): "NN"})

        assert concerns_of(board, year) == []

    def test_a_seat_expected_too_seldom_with_a_run_has_no_percentage(self, manager_client, board):
        group = make_group(board)
        make_concern_rule(group)
        make_register(group, ["2012-06-14", "2012-09-13"], {("Police", "Inspector"): "NN"})

        response = manager_client.get("/kingston/management/?period=2012-13")

        row = table_of(response, "Main Board - 1 seat").row("Inspector")
        assert row[2:] == ["2", "0 of 2 too few for a percentage", "Run of absences"]

    def test_a_meeting_that_does_not_count_is_in_no_run(self, board, year):
        group = make_group(board)
        make_concern_rule(group, under_percent=None)
        make_register(group, ["2012-06-14", "2012-09-13"], {("Police", "Inspector"): "NN"})
        group.meetings.filter(held_on="2012-09-13").update(confirmed_at=None)

        assert concerns_of(board, year) == []

    def test_advisers_are_no_concern(self, board, year):
        group = make_group(board)
        make_concern_rule(group)
        make_register(group, ["2012-06-14", "2012-09-13"], {("Police", "Inspector"): "NN"})
        group.seats.update(counts_as="adviser")

        assert concerns_of(board, year) == []

    def test_of_too_few_no_percentage_stands_anywhere(self, manager_client, board):
        group = make_group(board, "management", "management_group")
        make_concern_rule(group)
        make_register(group, ["2012-06-14", "2012-09-13"], {("Police", "Inspector"): "NY"})
        group.meetings.filter(held_on="2012-06-14").update(confirmed_at=None)

        for address in ("/kingston/", "/kingston/management/"):
            text = text_of(manager_client.get(f"{address}?period=2012-13"))
            assert "1 of 1" in text
            assert "100%" not in text

    def test_the_download_marks_what_is_not_counted(self, member_client, board):
        group = make_group(board)
        make_register(group, ["2012-06-14"], {("Police", "Inspector"): "Y"})
        group.meetings.update(confirmed_at=None)

        rows = member_client.get("/kingston/dashboard.csv").content.decode("utf-8-sig").splitlines()

        assert rows[1:3] == [
            "Member attendance,Main Board,2012-13,0,0,,per cent,",
            '"Member attendance, not counted",Main Board,2012-06-14,1,1,,per cent,',
        ]

    def test_it_opens_at_the_latest_year_with_a_meeting_or_money(self, board, member, agency):
        make_meeting(make_group(board), "2011-06-14")
        make_contribution(agency, year="2013-14")

        page = board_page(board_for(member, "kingston"), None, LONG_AFTER)

        assert page.year == FinancialYear(2013)

    def test_a_cause_without_figures_is_no_year_of_money(self, board, member):
        make_meeting(make_group(board), "2011-06-14")
        make_statement(board, "2013-14", cause="A review")
        found = board_for(member, "kingston")

        page = board_page(found, None, LONG_AFTER)

        assert page.year == FinancialYear(2011)
        assert management(found, None, LONG_AFTER).year == FinancialYear(2011)
        assert board_page(found, FinancialYear(2013), LONG_AFTER).money is None

    def test_in_the_running_year_its_state_is_as_at_today(self, board, member):
        group = make_group(board)
        make_meeting(group, "2012-06-14")
        seat = make_seat(group)
        make_tenure(seat, "2012-04-01", "2012-10-01", "vacant")
        make_tenure(seat, "2012-10-01")
        found = board_for(member, "kingston")

        before = board_page(found, None, date(2012, 9, 30))
        after = board_page(found, None, date(2012, 10, 1))

        assert before.as_at == date(2012, 9, 30)
        assert [need.lead for need in before.needs] == ["One seat of the Main Board is vacant"]
        assert after.needs == []


class TestFindingsInTheRecords:
    @pytest.fixture
    def group(self, board):
        return make_group(board)

    def findings(self, board, manager):
        page = management(board_for(manager, "kingston"), FinancialYear(2012), LONG_AFTER)
        return [one.text for one in page.in_records]

    def test_somebody_marked_before_taking_the_seat(self, board, manager, group):
        seat = make_seat(group, title="Inspector")
        make_tenure(seat, "2012-10-01")
        mark(seat, make_meeting(group, "2012-09-13"))

        assert self.findings(board, manager) == [
            "Inspector (NHS Kingston) is marked at the meeting of 13 September 2012 but was not "
            "in post then, so it is not counted."
        ]

    def test_marks_of_a_seat_nobody_held_in_the_year(self, board, manager, group):
        mark(make_seat(group), make_meeting(group, "2012-09-13"))

        assert self.findings(board, manager) == [
            "At the meeting of 13 September 2012 attendance is recorded for one seat that nobody "
            "held in 2012-13, so it is not counted."
        ]

    def test_an_expected_seat_without_a_mark_in_a_confirmed_register(self, board, manager, group):
        make_tenure(make_seat(group))
        make_meeting(group, "2012-09-13")

        assert self.findings(board, manager) == [
            "The register of 13 September 2012 is confirmed, but nothing is recorded for "
            "one expected seat; it is not counted."
        ]

    def test_an_unconfirmed_register_is_listed_and_its_blanks_are_not_findings(
        self, board, manager_client, manager, group
    ):
        make_tenure(make_seat(group))
        held = make_meeting(group, "2012-09-13", confirmed=False)

        response = manager_client.get("/kingston/management/")

        assert self.findings(board, manager) == []
        register = f"/kingston/meetings/{held.pk}/register/"
        assert links_of(response)["Main Board, 13 September 2012"] == register

    @pytest.mark.parametrize(
        ("held_on", "weekday"), [("2012-09-15", "Saturday"), ("2012-09-16", "Sunday")]
    )
    def test_a_meeting_at_a_weekend(self, board, manager, group, held_on, weekday):
        make_meeting(group, held_on)

        (found,) = self.findings(board, manager)
        assert found.endswith(f"September 2012 is a {weekday}.")

    @pytest.mark.parametrize("printed", ["13.09.12", "", "in September"])
    def test_a_date_printed_inside_the_year_is_no_finding(self, board, manager, group, printed):
        make_meeting(group, "2012-09-13", printed_date=printed)

        assert self.findings(board, manager) == []

    def test_who_keeps_registers_is_led_to_the_meeting_itself(
        self, administrator_client, board, group
    ):
        meeting = make_meeting(group, "2012-09-16")

        page = administrator_client.get("/kingston/management/").context["page"]

        (found,) = page.in_records
        assert found.url == f"/kingston/meetings/{meeting.pk}/"
        assert administrator_client.get(found.url).status_code == 200
