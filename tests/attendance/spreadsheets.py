"""Files of registers for the tests: the report's own two tables, workbooks, and hostile ones."""

import csv
import io
import zipfile
from collections.abc import Sequence

import xlsxwriter

from attendance.imports.reading import read_register
from lscb.periods import FinancialYear

YEAR = FinancialYear(2012)
# Appendix 1 as it is printed: tabs between the cells, sectors in bold, the name of the Mental
# Health Trust broken over a page.
MAIN_BOARD = """\
ATTENDANCE AT LSCB MEETINGS 2012-13

Attendance at LSCB Main Board April 2012 – March 2013

AGENCY	REPRESENTATIVE	14.6.12	13.09.12	4.12.12	12.2.13 (extraordinary meeting)	12.3.13
<b>LSCB</b>	Independent Chair	Y	Y	Y	Y	Y
	Business Manager	Y	Y	Y	Y	Y
<b>Local Authority</b>	Lead Member for Children & Young People	Y	Y	Y	Y	N
Learning & Children's Services	Director of Learning & Children's Services	Y	Y	Y	Y	Y
	Head of Children's Social Care	N	N	Y	Y	Sub
	Child Protection Team Leader / Conference Chair	Y	Y	Y	N	Y
	Service Manager, Professional Standards & Development (interim)	Y	N	Y	Y	Y
	Head of Prevention and Integration	Y	Y	Y
	Strategic Manager Education Welfare Service / Education Safeguarding Lead	Y	N	Y	Y	N
	Assistant Director, Standards & Improvement				Y	Y
	Parental Substance Misuse Worker			Y	N	Y
Housing	Head of Housing	Y	Y	N	N	Y
Adult Social Care	Service Manager, Adult Safeguarding	N	Y	N	Y	N
Legal Services	Principal Solicitor, Health & Adult Services and Learning & Children's Services \
Team	Y	Y	Y	N	Y
Strategic Business / Safer Kingston Partnership	Domestic Violence Co-ordinator	Y	N	Y	Y	Y
Strategic Business / Organisational Development	Learning & Development Lead Consultant – Social \
Care	N	N	Y	N	Y
	LSCB Trainer	N	Y	Y	N	N
<b>Health Services</b> SW London & St George's Mental	Consultant Child Psychiatrist, Kingston \
FACT	Y	Y	N	Y	N

Health Trust
	Associate Director of Nursing	Y	Y	Y	Y	N
GPs	Lead GP, Safeguarding	N	N	Y	N	N
Kingston Hospital	Director of Nursing & Quality	N	Y	Y	N	Sub
	Designated Doctor	Y	Y	Y	Y	Y
Your Healthcare	Board Lead Clinical Services, Your Healthcare	Y	Y	Y	Y	N
	Named Nurse, Your Healthcare	N	Y	Y	Y	Y
NHS Kingston	Designated Nurse, Safeguarding	Y	N	Y	Y	Y
<b>Police</b>	DCI, West Region CAIT	Y	Y	Y	N	Sub
	DCI, Kingston Police
<b>Probation</b>	Assistant Chief Officer	N	N	Y	Y	N
<b>Schools</b>	Secondary/special School Headteacher,	Y	Y	N	N	N
<b>Kingston College</b>	Welfare & Safeguarding Manager	Y	N	N	N	Y
<b>CAFCASS</b>	Service Manager, High Court Team	N	N	N	N	N
<b>Voluntary Sector</b>	Chairman, Kingston Racial Equality Council	N	N	N	N	N
	Children First Project Co-ordinator, Kingston Voluntary Action	Y	Y	Y	N	Y
	Manager, Kingston Homestart	Y	Y	Y	N	N
	Safeguarding Officer, Diocese of Southwark	Y	Y	N	Y	N
<b>Lay members</b>	Lay member	Y	Y	Y	N	Y
	Lay member	N	N	Y	Y	N
<b>TOTAL</b>		<b>(68%) 23/34</b>	<b>64% (22/34)</b>	<b>(77%) 27/35</b>	<b>54% (19/35)</b>\
	<b>48% (17/35)</b>
"""
MANAGEMENT_GROUP = """\
Attendance at LSCB Management Group April 2012 – March 2013

AGENCY	REPRESENTATIVE	16.05.12	26.08.12	14.11.12	13.02.12
LSCB	Independent Chair	Y	Y	Y	Y
	Business Manager	Y	Y	Y	Y
Local Authority	Head of Children's Social Care				Y
	Service Manager, Professional Standards & Development	Y	Y	Y	Y
	Head of Prevention and Integration	N	Y	Y
NHS Kingston	Designated Nurse, Safeguarding	Y	Y	Y	Y
Your Healthcare	Named Nurse, Safeguarding	N	Y	Y	Y
Police CAIT	DCI West Region	Y	Y	Sub	N
Voluntary Sector	Kingston HomeStart Manager	N	N	Y	N
Lay member		Y	N	N	Y
<b>TOTAL</b>		<b>67% (6/9)</b>	<b>78% (7/9)</b>	<b>89% (8/9)</b>	<b>78% (7/9)</b>
"""


def rows_of(printed: str) -> list[list[str]]:
    """The cells of a printed table, whose rows are all as wide as its widest."""
    rows = [line.split("\t") for line in printed.splitlines()]
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def as_csv(rows: Sequence[Sequence], delimiter=",", encoding="utf-8", errors="strict") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding, errors)


def as_xlsx(rows: Sequence[Sequence], name="Register") -> bytes:
    """A workbook of one sheet. What stands between <b> and </b> is bold; dates are dates."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as workbook:
        write_sheet(workbook, name, rows)
    return file.getvalue()


def write_sheet(workbook, name: str, rows: Sequence[Sequence]) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if hasattr(cell, "year"):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, str) and cell.startswith("<b>"):
                start, rest = cell.removeprefix("<b>").split("</b>")
                if rest:
                    sheet.write_rich_string(number, column, bold, start, rest)
                else:
                    sheet.write_string(number, column, start, bold)
            elif cell not in ("", None):
                sheet.write(number, column, cell)


def read(content: bytes, filename="register.csv", year=YEAR):
    return read_register(io.BytesIO(content), filename, year)


def read_rows(*rows: Sequence, year=YEAR):
    """What a .csv of these rows says."""
    return read(as_csv(rows), year=year)


def with_parts(content: bytes, **changed: bytes) -> bytes:
    """The workbook with other bodies for some of its parts: strings=…, sheet=…, content_types=…"""
    return packed(unpacked(content) | {PARTS[name]: body for name, body in changed.items()})


PARTS = {
    "content_types": "[Content_Types].xml",
    "macros": "xl/vbaProject.bin",
    "relations": "xl/_rels/workbook.xml.rels",
    "sheet": "xl/worksheets/sheet1.xml",
    "strings": "xl/sharedStrings.xml",
    "styles": "xl/styles.xml",
    "workbook": "xl/workbook.xml",
}


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], packing=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()
