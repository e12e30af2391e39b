"""Who paid and what was spent: Kingston's figures, and boards with less to show."""

import csv
import io
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from agencies.money import budget, budget_sheet
from lscb.formats import half_up
from lscb.periods import FinancialYear
from tests.build import (
    make_agency,
    make_contribution,
    make_published_figure,
    make_spending,
    make_statement,
)
from tests.page_tables import links_of, table_of, text_of

ADDRESS = "/kingston/budget/2012-13"
# Figure 2: the payer, the amount, the share of 163,492 worked out by hand, and as printed.
FIGURE_2 = [
    ("Learning & Children's Services", 103542, "63.3", "£103,542, 63.3%"),
    ("NHS Kingston", 52400, "32.1", "£52,400, 32.1%"),
    ("Police", 5000, "3.1", "£5,000, 3.1%"),
    ("Probation", 2000, "1.2", "£2,000, 1.2%"),
    ("CAFCASS", 550, "0.3", "£550, 0.3%"),
]


@pytest.fixture
def page(kingston, year):
    return budget(kingston, year)


class TestKingston:
    def test_the_lines_are_figure_2(self, page):
        found = [
            (one.agency, one.amount, str(half_up(one.share * 100, 1)))
            for one in page.money.payments
        ]

        assert found == [(name, amount, share) for name, amount, share, _ in FIGURE_2]

    def test_the_total_is_18_pounds_from_the_printed_one(self, page):
        assert page.money.total == 163492
        assert page.money.printed_total == 163474
        assert page.money.total_difference == 18
        assert page.money.swapped_digits == (103542, 103524)

    def test_the_overspend_is_9534_by_the_printed_total_and_9516_by_the_lines(self, page):
        assert page.money.spend == 173008
        assert page.money.over_by_printed_total == 9534
        assert page.money.over == 9516
        assert half_up(page.money.over_share * 100, 1) == Decimal("5.8")
        assert half_up(Fraction(9534, 163474) * 100, 1) == Decimal("5.8")

    def test_the_two_largest_payers_carry_95_per_cent(self, page):
        # 103,542 + 52,400 = 155,942 of 163,492.
        assert page.largest_two == Fraction(155942, 163492)
        assert half_up(page.largest_two * 100) == 95
        assert page.largest_two_names == ["Learning & Children's Services", "NHS Kingston"]

    def test_the_page_has_each_line_beside_what_was_printed(self, reader):
        table = table_of(reader.get(f"{ADDRESS}/"), "Who paid")

        for name, amount, share, printed in FIGURE_2:
            assert table.row(name)[1:] == [f"£{amount:,}", f"{share}%", printed]
        assert table.row("Sum of the lines")[1:] == ["£163,492", "100%", "£163,474"]
        assert "printed as CAF/CASS" in table.row("CAFCASS")[0]

    def test_the_page_says_where_the_report_does_not_add_up(self, reader):
        text = text_of(reader.get(f"{ADDRESS}/"))

        assert (
            "The lines add up to £163,492; the report prints a total of £163,474, £18 less. "
            "Two swapped digits would explain it: £103,524 instead of £103,542 makes the "
            "printed total exact." in text
        )
        assert (
            "The report prints an over-spend of “£9, 534”. It follows from the printed total, "
            "not from the lines. By the printed total it is £9,534, by the lines £9,516." in text
        )

    def test_the_page_has_spend_overspend_its_share_and_its_cause(self, reader):
        text = text_of(reader.get(f"{ADDRESS}/"))

        assert "Spent £173,008 As printed; the report gives no cost lines." in text
        assert "£9,516 5.8% of what was paid in By the lines. By the printed total £9,534." in text
        assert "the high cost of conducting a Serious Case Review" in text
        assert (
            "95% comes from Learning & Children's Services and NHS Kingston; "
            "63.3% from the first alone." in text
        )
        assert "No other year’s money is on record" in text

    def test_the_chart_has_the_tables_figures(self, page):
        (bars,) = page.chart.figure["data"]

        assert bars["y"] == [name for name, *_ in FIGURE_2]
        assert [str(value) for value in bars["x"]] == [share for _, _, share, _ in FIGURE_2]

    def test_the_download_has_the_same(self, reader):
        text = reader.get(f"{ADDRESS}.csv").content.decode("utf-8-sig")

        header, *rows = csv.reader(io.StringIO(text))
        found = {row[0]: row[1:] for row in rows}
        assert header == ["line", "amount", "share_of_total"]
        assert rows[:5] == [[name, f"{amount}.00", share] for name, amount, share, _ in FIGURE_2]
        assert found["Total paid in, sum of the lines"] == ["163492.00", ""]
        assert found["Total paid in, as printed"] == ["163474.00", ""]
        assert found["Sum of the lines less the printed total"] == ["18.00", ""]
        assert found["Total spent"] == ["173008.00", ""]
        assert found["Spent over what was paid in, by the lines"] == ["9516.00", ""]
        assert found["Spent over what was paid in, by the printed total"] == ["9534.00", ""]

    def test_the_sheet_has_numbers(self, reader):
        response = reader.get(f"{ADDRESS}.xlsx")

        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[1]
        rows = [list(row) for row in sheet.values]
        assert rows[1:6] == [[name, amount, float(share)] for name, amount, share, _ in FIGURE_2]

    def test_the_agencys_page_has_what_it_paid(self, reader):
        table = table_of(reader.get("/kingston/agencies/cafcass/"), "Paid in by year")

        assert table.texts[1:] == [["2012-13", "£550", "0.3%"]]


class TestABoardWithLess:
    def test_a_year_without_money_links_to_the_nearest(self, member_client, agency):
        make_contribution(agency, year="2010-11")

        response = member_client.get(f"{ADDRESS}/")

        assert response.status_code == 200
        assert "No money is on record for 2012-13." in text_of(response)
        assert links_of(response)["2010-11"] == "/kingston/budget/2010-11/"

    def test_a_year_without_money_can_be_downloaded_all_the_same(self, member_client, agency):
        assert member_client.get(f"{ADDRESS}.csv").status_code == 200
        assert member_client.get(f"{ADDRESS}.xlsx").status_code == 200

    def test_spending_alone_is_not_a_total_of_nothing(self, member_client, board):
        make_spending(board, "1200", label="Training")

        for address in (f"{ADDRESS}/", "/kingston/"):
            text = text_of(member_client.get(address))
            assert "£1,200" in text
            assert "£0" not in text

    def test_a_printed_spend_alone_is_a_figure(self, member_client, board):
        make_statement(board, printed_spend=Decimal(5000))

        for address in (f"{ADDRESS}/", "/kingston/"):
            text = text_of(member_client.get(address))
            assert "£5,000" in text
            assert "£0" not in text

    def test_what_was_paid_in_alone_has_no_overspend(self, member_client, agency):
        make_contribution(agency, "100")

        response = member_client.get(f"{ADDRESS}/")

        assert response.context["page"].money.over is None
        assert "No spending is on record for 2012-13." in text_of(response)

    def test_less_spent_than_paid_in_is_left_over(self, member_client, board, agency):
        make_contribution(agency, "1000")
        make_spending(board, "900")

        text = text_of(member_client.get(f"{ADDRESS}/"))

        assert "Left over £100 10.0% of what was paid in" in text

    def test_payments_of_nothing_have_no_share(self, member_client, agency):
        make_contribution(agency, "0")

        table = table_of(member_client.get(f"{ADDRESS}/"), "Who paid")
        text = member_client.get(f"{ADDRESS}.csv").content.decode("utf-8-sig")

        assert table.row("NHS Kingston")[1:3] == ["£0", "–"]
        assert text.splitlines()[1] == "NHS Kingston,0.00,"

    def test_what_was_spent_over_payments_of_nothing_is_told_in_pounds(
        self, member_client, board, agency
    ):
        make_contribution(agency, "0")
        make_contribution(make_agency(board, "Police"), "0")
        make_spending(board, "5")

        response, dashboard = (member_client.get(at) for at in (f"{ADDRESS}/", "/kingston/"))

        text = text_of(response)
        assert "Spent over what was paid in £5 By the lines." in text
        assert "Resting on the largest payers" not in text
        assert response.context["page"].charts == []
        assert table_of(response, "Who paid").row("Sum of the lines")[1:3] == ["£0", "–"]
        assert "Spent over what was paid in £5 £5 spent, £0 paid in" in text_of(dashboard)
        (need,) = dashboard.context["page"].needs
        assert need.lead == "Spending was £5 over what was paid in"
        assert need.text == ": £5 spent, £0 paid in."

    def test_a_year_with_a_cause_alone_is_not_the_nearest(self, member_client, board, agency):
        make_contribution(agency, year="2010-11")
        make_statement(board, "2011-12", cause="A review")

        page = member_client.get(f"{ADDRESS}/").context["page"]

        assert page.nearest_year == FinancialYear(2010)

    def test_pence_are_kept(self, member_client, board, agency):
        make_contribution(agency, "0.10")
        make_contribution(make_agency(board, "Police"), "0.20")

        table = table_of(member_client.get(f"{ADDRESS}/"), "Who paid")

        assert table.row("Sum of the lines")[1] == "£0.30"

    def test_earlier_years_stand_below(self, member_client, board, agency):
        make_contribution(agency, "100")
        make_contribution(agency, "80", "2011-12")
        make_spending(board, "90", "2011-12")

        table = table_of(member_client.get(f"{ADDRESS}/"), "Paid in and spent by year")

        assert table.texts[1:] == [["2011-12", "£80", "£90", "£10"]]

    def test_spending_lines_that_miss_the_printed_spend_are_told(self, manager_client, board):
        make_spending(board, "600", label="Staff")
        make_spending(board, "300", label="Training")
        make_statement(board, printed_spend=Decimal(1000))

        text = text_of(manager_client.get(f"{ADDRESS}/"))
        findings = text_of(manager_client.get("/kingston/management/"))

        assert "add up to £900; the report prints £1,000, £100 more." in text
        assert "adds up to £900, printed is £1,000: £100 apart." in findings

    def test_a_wrong_printed_overspend_is_told_where_the_totals_agree(
        self, member_client, board, agency
    ):
        make_contribution(agency, "1000")
        make_statement(board, printed_total=Decimal(1000), printed_spend=Decimal(1100))
        make_published_figure(board, "£120", measure="overspend", number=120)

        text = text_of(member_client.get(f"{ADDRESS}/"))

        assert "The report prints an over-spend of “£120”." in text
        assert "by the lines £100." in text

    def test_where_everything_agrees_nothing_is_said_to_differ(self, member_client, board, agency):
        make_contribution(agency, "1000")
        make_statement(board, printed_total=Decimal(1000), printed_spend=Decimal(1100))
        make_published_figure(board, "£100", measure="overspend", number=100)

        assert "does not add up" not in text_of(member_client.get(f"{ADDRESS}/"))

    def test_another_boards_money_is_not_counted(self, member_client, agency, other_board):
        make_contribution(agency, "100")
        make_contribution(make_agency(other_board, "Police"), "999")
        make_spending(other_board, "999")

        page = member_client.get(f"{ADDRESS}/").context["page"]

        assert page.money.total == 100
        assert page.money.spend is None

    def test_the_latest_year_with_a_contribution_opens(self, member_client, agency):
        make_contribution(agency, year="2010-11")
        make_contribution(agency, year="2011-12")

        response = member_client.get("/kingston/budget/")

        assert response["Location"] == "/kingston/budget/2011-12/"


def test_a_payers_name_is_never_a_formula(board):
    make_contribution(make_agency(board, "=2+5", slug="formula"), "100")

    sheet = budget_sheet(budget(board, FinancialYear(2012)))

    assert sheet.rows[0][0] == "=2+5"
