"""The words of the pages, every one that can be reached by following links: whose words they are,
that no cell is empty, and that no percentage stands without what it is of."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlparse

import pytest

from agencies.models import Tenure
from datasets.figures import OF_UNKNOWN
from tests.build import (
    make_agency,
    make_board,
    make_concern_rule,
    make_contribution,
    make_group,
    make_invitation,
    make_meeting,
    make_published_figure,
    make_role,
    make_seat,
    make_spending,
    make_statement,
    make_tenure,
    make_user,
    mark,
)
from tests.conftest import signed_in
from tests.page_tables import Table, tables_of, text_of, tidy

# The words stand in templates and in what each class makes; that every page opens on either
# database is tried in tests/test_queries.py.
pytestmark = pytest.mark.alike

# Words of the model that readers should never meet.
OF_THE_MODEL = re.compile(
    r"\b(tenures?|marks?(?! th)|polarit(y|ies)|pooled|comparators?|observations?)\b",  # Mark them
    re.IGNORECASE,
)
# Words of 2013 that a partnership of today does not use.
OF_2013 = re.compile(r"\bLSCBs?\b|Safeguarding Children Board|\bboards?\b", re.IGNORECASE)
FRACTION = re.compile(r"\d+ of \d+|\d+/\d+|£[\d,.]+")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# In every run the pages are read as the manager, who has most of them; in the long form as others
# too.
READERS = [
    "manager",
    pytest.param("member", marks=pytest.mark.long),
    pytest.param("administrator", marks=pytest.mark.long),
]
# What Kingston's list of words has.
SHORT_FORMS = {
    "LSCB": "Local Safeguarding Children Board",
    "CAFCASS": "Children and Family Court Advisory and Support Service",
    "CAIT": "Child Abuse Investigation Team",
    "CSE": "child sexual exploitation",
    "DCI": "Detective Chief Inspector",
    "GP": "general practitioner",
    "SCR": "Serious Case Review",
}
NO_PAGES = (".csv", ".xlsx", ".docx", "/accounts/logout/", "/static/", "/admin/", "sort=")
# The page of an indicator or a comparison in another period: the same words once more.
AGAIN = re.compile(r"/(indicators|compare)/.*\b20(?!12-13(?!-Q))\d\d-\d\d")
# Pages of one's own account, which belong to no board.
OF_THE_ACCOUNT = re.compile(r"^/(accounts/.*)?$")


@dataclass(frozen=True)
class Seen:
    """What a page says, read once."""

    text: str
    tables: list[Table]

    @classmethod
    def of(cls, response):
        title = TITLE.search(response.content.decode())
        return cls(f"{tidy(title[1])} {text_of(response)}", tables_of(response))


def pages_from(client, start) -> dict[str, Seen]:
    """Every page that links lead to, each once, by its address."""
    found, waiting = {}, [start]
    while waiting:
        address = waiting.pop()
        if address in found or AGAIN.search(address) or any(p in address for p in NO_PAGES):
            continue
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        found[address] = Seen.of(response)
        waiting += [
            urlparse(urljoin(address, link))._replace(fragment="").geturl()
            for link in re.findall(r'<a [^>]*href="([^"]+)"', response.content.decode())
        ]
    return found


def found_in(pages, pattern) -> dict[str, list[str]]:
    """Where the pages say it, with the words around."""
    around = re.compile(rf".{{0,40}}(?:{pattern.pattern}).{{0,40}}", re.IGNORECASE)
    return {
        address: [match[0] for match in around.finditer(page.text)]
        for address, page in pages.items()
        if pattern.search(page.text)
    }


def without_their_words(pages, short_forms) -> list[str]:
    """Where a short form stands on a page that nowhere says what it is."""
    return [
        f"{address}: {short}"
        for address, page in pages.items()
        for short, words in short_forms.items()
        if re.search(rf"\b{short}s?\b", page.text) and f"{short} is {words}" not in page.text
    ]


@pytest.fixture(scope="class")
def crawled():
    """What has been crawled in this class, by who did."""
    return {}


def make_accounts_of_cafcass(board, invited_by):
    """An account that leads an agency and holds a seat, and one invited to."""
    lead, agency = make_user("lead@example.org"), board.agencies.get(slug="cafcass")
    make_role(lead, board, "agency_lead", agency=agency)
    Tenure.objects.filter(seat__title__contains="CAIT").update(user=lead)
    make_invitation(board, invited_by, kind="agency_lead", agency=agency)


class TestKingston:
    @pytest.fixture(params=READERS)
    def pages(self, request, kingston, crawled):
        kind = request.param
        if kind not in crawled:
            user = make_user(f"{kind}@example.org")
            make_role(user, kingston, kind)
            make_accounts_of_cafcass(kingston, invited_by=user)
            crawled[kind] = pages_from(signed_in(user), "/kingston/")
        return crawled[kind]

    def test_links_lead_to_every_kind_of_page(self, pages):
        # 12 groups, 20 agencies, the registers of two groups, the budget.
        assert {
            "/kingston/",
            "/kingston/groups/",
            "/kingston/groups/training/?period=2012-13",
            "/kingston/groups/main-board/attendance/2012-13/",
            "/kingston/agencies/",
            "/kingston/agencies/police/?period=2012-13",
            "/kingston/budget/2012-13/",
            "/accounts/accessibility/",
        } <= set(pages)
        assert len(pages) > 40

    def test_the_models_words_are_on_none(self, pages):
        assert found_in(pages, OF_THE_MODEL) == {}

    def test_no_cell_is_empty(self, pages):
        empty = [
            (address, tidy(table.caption), row[0].text)
            for address, page in pages.items()
            for table in page.tables
            for row in table.rows
            for cell in row
            if not tidy(cell.text) and not cell.is_drawn
        ]

        assert empty == []

    def test_every_percentage_in_a_table_stands_beside_what_it_is_of(self, pages):
        alone = [
            (address, row)
            for address, page in pages.items()
            for table in page.tables
            for row in table.texts[1:]
            # Histories list what was typed, printed percentages included.
            if "history" not in address
            and any("%" in cell for cell in row)
            and not FRACTION.search(" ".join(row))
            and OF_UNKNOWN not in " ".join(row)
        ]

        assert alone == []

    def test_every_cell_with_an_attendance_has_its_fraction(self, pages):
        shares = [
            cell
            for address, page in pages.items()
            for table in page.tables
            if "attendance/" in address
            for row in table.texts
            for cell in row
            if re.match(r"\d+%", cell) and "printed" not in cell and "agrees" not in cell
        ]

        assert len(shares) > 100
        assert [share for share in shares if not re.match(r"\d+% \d+ of \d+$", share)] == []

    def test_short_forms_are_spelt_out_on_every_page_that_has_them(self, pages):
        of_the_board = {address: page for address, page in pages.items() if "/kingston/" in address}

        assert without_their_words(of_the_board, SHORT_FORMS) == []

    def test_only_those_that_a_page_has_are_spelt_out(self, pages):
        lines = {
            address: found[0]
            for address, page in pages.items()
            if (found := re.findall(r"Short forms: [^.]+\.", page.text))
        }

        assert len(lines) > 20
        assert "CSE" not in lines["/kingston/groups/management-group/attendance/2012-13/"]
        assert "GP is" in lines["/kingston/groups/main-board/attendance/2012-13/"]

    def test_histories_and_forms_about_accounts_are_among_the_pages(self, request, pages):
        kind = request.node.callspec.params["pages"]
        ends = ("/history/", "/accounts/", "/invite/", "/suspend/", "/seat/")
        found = {end for end in ends if any(urlparse(one).path.endswith(end) for one in pages)}

        assert found == (set() if kind == "member" else set(ends)) | {"/accounts/"}


def test_an_invitation_spells_out_the_name_of_its_agency(kingston, client):
    administrator = make_user("administrator@example.org")
    make_role(administrator, kingston, "administrator")
    agency = kingston.agencies.get(slug="cafcass")
    _, token = make_invitation(kingston, administrator, kind="agency_lead", agency=agency)

    page = Seen.of(client.get(f"/accounts/invitation/{token}/"))

    assert "Agency lead, CAFCASS" in page.text
    assert without_their_words({"": page}, SHORT_FORMS) == []


class TestAPartnershipOfToday:
    """A body without a word of 2013 in its own data: what is found comes from us."""

    @pytest.fixture
    def partnership(self, db):
        board = make_board("hillside", area="Hillside", name="Hillside Safeguarding Partnership")
        board.word_lists.update(
            body="Safeguarding Children Partnership",
            body_short="Partnership",
            abbreviation="",
            chair="Chair",
            scrutineer="Independent Scrutineer",
            yearly_report="yearly report",
            case_review="local child safeguarding practice review",
            child_death_panel="Child Death Review Panel",
        )
        for slug, kind in (("executive", "main_board"), ("business", "management_group")):
            self.make_group_with_everything(board, slug, kind)
        make_group(board, "empty", "panel")
        make_agency(board, "Fire and rescue")
        make_contribution(make_agency(board, "Council"), "100")
        make_spending(board, "150")
        make_statement(board, printed_total=90, printed_spend=140, cause="a review")
        make_published_figure(board, "£60", measure="overspend", number=60)
        return board

    def make_group_with_everything(self, board, slug, kind):
        """Every outcome, every finding, a run, a low share, a vacancy."""
        group = make_group(board, slug, kind)
        make_concern_rule(group)
        # The second is a Sunday, the last has no confirmed register.
        meetings = [
            make_meeting(group, "2024-06-12", printed_date="12.06.23"),
            make_meeting(group, "2024-09-15", kind="extraordinary"),
            make_meeting(group, "2024-12-04"),
            make_meeting(group, "2025-03-12", confirmed=False),
        ]
        make_meeting(group, "2025-01-15", confirmed=False, state="cancelled")
        for title, statuses in {
            "Director": ["present", "present", "substitute"],
            "Nurse": ["present", "apologies", "absent"],
            "Head teacher": ["absent", "absent", "absent"],
        }.items():
            seat = make_seat(group, title=title)
            make_tenure(seat, "2024-04-01", note="Taken from the list of members")
            for meeting, status in zip(meetings, statuses, strict=False):
                mark(seat, meeting, status, doubt="may have been vacant")
        make_tenure(make_seat(group, title="Nobody"), "2024-04-01", state="vacant")
        late = make_seat(group, title="Late", counts_as="adviser")
        make_tenure(late, "2024-12-01", state="interim")
        mark(late, meetings[0])
        mark(make_seat(group, title="Never held"), meetings[0])
        make_published_figure(
            board, "90%", "2024-25", group=group, held_on=meetings[0].held_on, number=90
        )

    @pytest.fixture(params=READERS[:2])
    def pages(self, request, partnership):
        user = make_user("somebody@example.org")
        make_role(user, partnership, request.param)
        return pages_from(signed_in(user), "/hillside/")

    def test_its_pages_have_none_of_the_words_of_2013(self, pages):
        of_the_partnership = {
            address: page
            for address, page in pages.items()
            if not OF_THE_ACCOUNT.match(urlparse(address).path)
        }

        assert len(of_the_partnership) > 10
        assert found_in(of_the_partnership, OF_2013) == {}

    def test_neither_have_they_the_models_words(self, pages):
        assert found_in(pages, OF_THE_MODEL) == {}

    def test_its_own_words_stand_instead(self, pages):
        assert "What needs the Partnership" in pages["/hillside/"].text


def test_a_short_form_without_its_words_is_found():
    pages = {
        "/alone/": Seen("Lead GPs of the LSCB. LSCB is Local Safeguarding Children Board.", []),
        "/explained/": Seen("Short forms: GP is general practitioner. GPs", []),
        "/other/": Seen("GPO, LSCBX", []),
    }

    assert without_their_words(pages, SHORT_FORMS) == ["/alone/: GP"]


def test_the_search_finds_the_words():
    pages = {"/page/": Seen("The Board of the LSCB keeps marks.", [])}

    assert found_in(pages, OF_2013) == {"/page/": ["The Board of the LSCB keeps marks."]}
    assert found_in(pages, OF_THE_MODEL)
    assert not OF_THE_MODEL.search("marked, remarks, market")
