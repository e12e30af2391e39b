"""What the pages of letters show, the file of a letter, and what they ask the database."""

import csv
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from actions.models import Letter
from tests.actions.conftest import (
    DAYS,
    YEAR,
    address,
    change_register,
    fill_in,
    in_days,
    make_attender,
    page_text,
    post_new,
    today,
    view,
)
from tests.build import (
    make_agency,
    make_board,
    make_concern_rule,
    make_group,
    make_letter,
    make_letter_template,
    make_meeting,
    make_role,
    make_user,
    make_word_list,
    mark,
)
from tests.conftest import signed_in
from tests.page_tables import tables_of, text_of, tidy
from tests.test_queries import statements
from tests.test_words_on_pages import OF_2013, OF_THE_MODEL, found_in, pages_from

LETTERS = "/kingston/letters/"


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def make_sent(agency, group, by, reply_due, **fields):
    """A letter by post, sent thirty days ago."""
    return make_letter(
        agency,
        group,
        by,
        **{
            "state": "sent",
            "approved_by": by,
            "approved_at": "2026-01-01T12:00Z",
            "sent_on": in_days(-30),
            "sent_by_means": "post",
            "reply_due": reply_due,
            **fields,
        },
    )


class TestTheList:
    @pytest.fixture
    def many(self, police, main_board, manager):
        """One in each state, and two overdue."""
        answered = {"replied_on": today(), "reply": "Yes."}
        return {
            "closed": make_sent(
                police,
                main_board,
                manager,
                in_days(-5),
                state="closed",
                closed_on=today(),
                outcome="x",
            ),
            "replied": make_sent(
                police, main_board, manager, in_days(-5), state="replied", **answered
            ),
            "withdrawn": make_letter(police, main_board, manager, state="withdrawn"),
            "due today": make_sent(police, main_board, manager, today()),
            "draft": make_letter(police, main_board, manager),
            "overdue": make_sent(police, main_board, manager, in_days(-1)),
            "long overdue": make_sent(police, main_board, manager, in_days(-9)),
        }

    def test_overdue_replies_come_first_then_what_waits(self, many, manager):
        rows = rows_of(signed_in(manager).get("/kingston/letters.csv"))

        assert [int(row["number"]) for row in rows] == [
            many[name].pk
            for name in (
                "long overdue",
                "overdue",
                "draft",
                "due today",
                "replied",
                "closed",
                "withdrawn",
            )
        ]
        assert [row["state"] for row in rows[:4]] == [
            "Reply overdue",
            "Reply overdue",
            "Draft",
            "Sent",
        ]

    def test_an_agency_that_is_none_is_not_found(self, board, manager):
        for asked in ("none", "%00"):
            assert signed_in(manager).get(f"{LETTERS}?agency={asked}").status_code == 404

    def test_the_page_has_the_rows_of_the_download(self, many, manager):
        page = signed_in(manager).get(LETTERS)

        (table,) = tables_of(page)
        assert len(table.texts) - 1 == len(many)
        assert "Two replies are overdue." in text_of(page)
        assert "9 days ago" in text_of(page)

    def test_overdue_replies_stand_among_what_needs_doing(self, many, manager):
        page = tidy(text_of(signed_in(manager).get(f"/kingston/management/?period={YEAR}")))

        assert page.index(f"Letter {many['long overdue'].pk} to") < page.index(
            f"Letter {many['overdue'].pk} to"
        )
        assert page.count("Reply overdue.") == 2
        assert f"To approve. Letter {many['draft'].pk} to Police" in page
        rows = rows_of(signed_in(manager).get(f"/kingston/management.csv?period={YEAR}"))
        assert [row["agency"] for row in rows if row["kind"] == "Reply overdue"] == ["Police"] * 2

    def test_what_needs_doing_leads_to_the_concerns(self, police, manager):
        page = page_text(signed_in(manager).get(f"/kingston/management/?period={YEAR}"))

        assert 'href="/kingston/concerns/?period=2012-13"' in page
        assert "No letter waits for approval, for sending or for a reply." in page

    def test_one_agency_has_its_own_list_and_its_page_leads_there(
        self, many, manager, member, board
    ):
        make_agency(board, "College")
        page = page_text(signed_in(manager).get("/kingston/agencies/police/"))
        assert 'href="/kingston/letters/?agency=police"' in page
        page = page_text(signed_in(member).get("/kingston/agencies/police/"))
        assert "/kingston/letters/" not in page

        client = signed_in(manager)
        assert len(tables_of(client.get(f"{LETTERS}?agency=police"))[0].texts) - 1 == len(many)
        assert "No letter to College has been drafted" in page_text(
            client.get(f"{LETTERS}?agency=college")
        )
        assert client.get(f"{LETTERS}?agency=none").status_code == 404

    def test_without_letters_it_says_where_they_begin(self, manager, board):
        page = text_of(signed_in(manager).get(LETTERS))

        assert "No letter has been drafted." in page
        assert "Draft a letter" in page


class TestThePage:
    def test_its_course_has_every_state_with_its_day(self, sent, manager):
        text = tidy(text_of(view(manager, sent)))

        for told in (
            "Drafted",
            "by manager@example.org",
            "Approved",
            "by chair@example.org",
            "by e-mail to Ada Example, ada@police.example.org",
            "Reply due",
        ):
            assert told in text
        assert "overdue" not in text

    def test_an_overdue_reply_is_told(self, sent, manager):
        Letter.objects.update(sent_on=in_days(-30), reply_due=in_days(-1))

        text = tidy(text_of(view(manager, sent)))
        assert "State: reply overdue." in text
        assert f"{in_days(-1):%B %Y}, overdue" in text

    def test_each_state_offers_its_own_steps(self, draft, manager, chair):
        assert self.steps(view(manager, draft)) == {"edit", "withdraw"}
        assert self.steps(view(chair, draft)) == {"approve"}
        fill_in(chair, "approve_letter", draft)
        assert self.steps(view(manager, draft)) == {"send", "edit", "withdraw"}
        assert self.steps(view(chair, draft)) == set()

    def steps(self, page):
        links = page_text(page).split('href="')[1:]
        found = {link.split('"')[0].rstrip("/").rpartition("/")[2] for link in links}
        return found & {"edit", "approve", "send", "reply", "close", "withdraw"}

    def test_the_signature_is_the_office_and_no_name(self, sent, manager):
        page = page_text(view(manager, sent))
        signed = page.partition('class="signed"')[2].partition("</p>")[0]

        assert "Independent Chair<br>Kingston Local Safeguarding Children Board" in signed
        assert "@" not in signed

    def test_a_draft_says_so_on_paper(self, draft, manager, chair):
        letter = page_text(view(manager, draft)).partition("<article")[2]
        assert "Draft, not approved" in letter.partition("</article>")[0]

        fill_in(chair, "approve_letter", draft)
        letter = page_text(view(manager, draft)).partition("<article")[2]
        assert "Draft, not approved" not in letter

    def test_who_changed_what_is_for_those_who_see_history(self, draft, manager, chair):
        assert "Who changed what" in page_text(view(manager, draft))
        assert "Who changed what" not in page_text(view(chair, draft))

    def test_figures_that_are_no_names_and_texts_do_no_harm(self, draft, manager, chair):
        Letter.objects.update(figures=["x"])

        assert view(manager, draft).status_code == 200
        assert signed_in(chair).get(address("approve_letter", draft)).status_code == 200


class TestTheFile:
    def open(self, user, letter):
        answer = signed_in(user).get(address("letter_docx", letter))
        assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
        assert f'letter-{letter.pk}-police.docx"' in answer.headers["Content-Disposition"]
        return Document(io.BytesIO(answer.content))

    def test_it_says_what_the_page_says(self, sent, manager):
        document = self.open(manager, sent)

        parts = [(one.style.name, one.text) for one in document.paragraphs]
        assert parts[:4] == [
            ("Letterhead", "Kingston Local Safeguarding Children Board"),
            ("Address", "Ada Example\nPolice"),
            ("Date", f"{today().day} {today():%B %Y}"),
            ("Subject", sent.subject),
        ]
        assert "\n\n".join(text for style, text in parts if style == "Normal") == sent.body
        assert parts[-1] == (
            "Signature block",
            "Independent Chair\nKingston Local Safeguarding Children Board",
        )

    def test_a_draft_says_so(self, draft, manager):
        assert ("Not approved", "Draft, not approved") in [
            (one.style.name, one.text) for one in self.open(manager, draft).paragraphs
        ]

    def test_it_is_a4_in_british_english_without_anybodys_name(self, sent, manager):
        document = self.open(manager, sent)

        (section,) = document.sections
        assert abs(section.page_width - Mm(210)) < Mm(0.1)
        assert abs(section.page_height - Mm(297)) < Mm(0.1)
        languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
        assert languages == {"en-GB"}
        properties = document.core_properties
        assert properties.author == properties.last_modified_by == sent.board.name
        assert properties.title == sent.subject
        assert properties.language == "en-GB"
        assert properties.comments == ""

    def test_it_has_no_macros_pictures_or_links_out(self, sent, manager):
        answer = signed_in(manager).get(address("letter_docx", sent))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            names = file.namelist()
            text = b"".join(file.read(name) for name in names).decode()
        assert not [name for name in names if name.endswith((".bin", ".jpeg", ".png"))]
        assert 'TargetMode="External"' not in text

    def test_what_xml_cannot_hold_is_left_out(self, draft, manager):
        Letter.objects.update(body="One\x0btwo\x1f <b>&amp;</b>")

        assert "Onetwo <b>&amp;</b>" in [one.text for one in self.open(manager, draft).paragraphs]


class TestQueries:
    def test_a_page_asks_no_more_for_many_letters(self, police, main_board, manager):
        asked = []
        for _ in range(2):
            for _ in range(5):
                letter = make_letter(police, main_board, manager)
            asked.append(
                [
                    len(statements(signed_in(manager), place)[0])
                    for place in (LETTERS, f"/kingston/concerns/?period={YEAR}")
                ]
            )
        assert asked[0] == asked[1]
        assert asked[0] == [2, 8]
        assert letter.pk

    def test_a_letters_page_asks_little(self, draft, sent, manager):
        for letter in (draft, sent):
            found, _ = statements(signed_in(manager), address("letter", letter))
            assert len(found) <= 11, "\n".join(sql[:150] for sql in found)

    def test_sending_writes_a_few_rows(self, approved, manager):
        with CaptureQueriesContext(connection) as captured:
            fill_in(
                manager,
                "send_letter",
                approved,
                means="email",
                name="Ada",
                email="ada@police.example.org",
            )
        written = [one["sql"] for one in captured if one["sql"].startswith(("UPDATE", "INSERT"))]
        ours = [sql for sql in written if '"actions_' in sql or '"agencies_' in sql]
        assert len(ours) == 4  # the letter, the person, and the history of each


class TestWords:
    @pytest.fixture
    def hillside(self, db):
        """A partnership of today with a concern."""
        board = make_board(
            "hillside", name="Hillside Safeguarding Children Partnership", area="Hillside"
        )
        board.word_lists.all().delete()
        make_word_list(
            board,
            body="Safeguarding Children Partnership",
            body_short="Partnership",
            abbreviation="",
            chair="Chair",
        )
        return board

    def test_a_partnership_has_its_own_words_on_every_page(self, hillside):
        manager = make_user("manager@example.org")
        make_role(manager, hillside, "manager")
        group = make_group(hillside, "executive")
        make_concern_rule(group)
        for held_on in DAYS:
            make_meeting(group, held_on)
        make_attender(group, make_agency(hillside, "Police"), "Commander", "aaaa")
        client = signed_in(manager)
        client.post(
            f"/hillside/letters/new/?period={YEAR}", {"group": "executive", "agency": "police"}
        )
        letter = Letter.objects.get()

        assert "I write as Chair of the Safeguarding Children Partnership" in letter.body
        pages = {
            place: page
            for place, page in pages_from(client, "/hillside/letters/").items()
            if "/letters/" in place or "/concerns/" in place
        }
        assert len(pages) >= 6
        assert found_in(pages, OF_2013) == {}
        assert found_in(pages, OF_THE_MODEL) == {}


def test_another_boards_template_and_letters_are_never_seen(manager, police, other_board):
    make_letter_template(other_board, "Theirs", "Their secret")
    post_new(manager, agency="police")

    assert "Their secret" not in Letter.objects.get().body
    assert "Their secret" not in page_text(signed_in(manager).get(f"{LETTERS}template/"))


def test_an_old_year_is_told_by_its_own_figures(draft, manager, main_board):
    """A letter stays with its year: what happens in the next one changes nothing of it."""
    meeting = make_meeting(main_board, "2013-05-01")
    mark(main_board.seats.get(title="Borough Commander"), meeting, "present")

    assert "The register has changed" not in page_text(view(manager, draft))
    change_register(main_board, "Borough Commander", "2012-06-14", "present")
    assert "The register has changed" in page_text(view(manager, draft))
