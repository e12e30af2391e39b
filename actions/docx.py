"""A letter as a .docx file, for a word processor."""

import io
import re

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from actions.drafting import paragraphs
from actions.pages import LetterPage
from lscb.formats import day

LANGUAGE = "en-GB"
# What XML cannot hold.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def letter_file(page: LetterPage) -> bytes:
    """The letter as the page prints it: A4, styles with names, no macros, nobody's name but the
    addressee's."""
    document = Document()
    _set_up(document)
    _set_properties(document, page)
    for text, style in _parts(page):
        document.add_paragraph(CONTROLS.sub("", text), style=style)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _parts(page: LetterPage):
    """Each paragraph with its style, from the head to the signature."""
    letter = page.letter
    yield page.board.name, "Letterhead"
    if not page.is_cleared:
        yield page.not_cleared, "Not approved"
    yield "\n".join(page.address), "Address"
    yield day(page.dated), "Date"
    yield letter.subject, "Subject"
    for paragraph in paragraphs(letter.body):
        yield paragraph, "Normal"
    yield page.signature, "Signature block"


def _set_up(document) -> None:
    """A4, one family of type, and a named style for each part of a letter."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    _speak_english(document)
    for name, size, bold, before, after in (
        ("Letterhead", 14, True, 0, 14),
        ("Not approved", 11, True, 0, 8),
        ("Address", 11, False, 0, 12),
        ("Date", 11, False, 0, 12),
        ("Subject", 11, True, 0, 8),
        ("Signature block", 11, False, 36, 0),
    ):
        style = _style(document, name)
        style.font.size, style.font.bold = Pt(size), bold
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)


def _style(document, name: str):
    if name in [style.name for style in document.styles]:
        return document.styles[name]
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    return style


def _speak_english(document) -> None:
    """So that a spelling checker and a screen reader know the language."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _set_properties(document, page: LetterPage) -> None:
    """The file says whose it is: the partnership's, not a person's."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = _property(page.board.name)
    properties.title = _property(page.letter.subject)
    properties.language = LANGUAGE
    properties.comments = properties.keywords = properties.category = ""
    # The empty document comes with a picture of another one.
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _property(text: str) -> str:
    """As much as a core property holds."""
    return CONTROLS.sub("", text)[:255]
