"""What a page says: its words as a reader finds them, and its tables row by row."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = ("script", "style", "template", "head")
APART = ("p", "li", "div", "tr", "td", "th", "h1", "h2", "h3", "dt", "dd", "br", "caption", "small")
WITHOUT_END = ("br", "meta", "link", "input", "img", "hr", "rect")


@dataclass
class Cell:
    """A cell as read; `is_drawn` where it holds a picture with words of its own."""

    text: str = ""
    is_drawn: bool = False


@dataclass
class Table:
    caption: str = ""
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def texts(self) -> list[list[str]]:
        return [[tidy(cell.text) for cell in row] for row in self.rows]

    def row(self, start: str) -> list[str]:
        """The one row whose first cell starts with these words."""
        (found,) = [row for row in self.texts if row[0].startswith(start)]
        return found


def tidy(text: str) -> str:
    return " ".join(text.split())


def text_of(response) -> str:
    """The words of the page in their order, its title left out."""
    return tidy(_read(response).text)


def tables_of(response) -> list[Table]:
    return _read(response).tables


def table_of(response, caption: str) -> Table:
    """The one table whose caption starts with these words."""
    (found,) = [one for one in tables_of(response) if tidy(one.caption).startswith(caption)]
    return found


def links_of(response) -> dict[str, str]:
    """Where each link leads, by its words."""
    return {tidy(words): address for words, address in _read(response).links}


def _read(response) -> "_PageParser":
    parser = _PageParser()
    parser.feed(response.content.decode())
    return parser


class _PageParser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text = ""
        self.tables: list[Table] = []
        self.links: list[list[str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in WITHOUT_END:
            self.open.append(tag)
        if tag in APART:
            self._add(" ")
        if tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self.tables[-1].rows[-1].append(Cell())
        elif tag == "a":
            self.links.append(["", attributes.get("href", "")])
        elif tag == "svg" and attributes.get("role") == "img" and attributes.get("aria-label"):
            self.tables[-1].rows[-1][-1].is_drawn = True

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag in APART:
            self._add(" ")

    def handle_data(self, data):
        if not any(tag in self.open for tag in UNSEEN):
            self._add(data)

    def _add(self, text):
        self.text += text
        if "table" in self.open:
            table = self.tables[-1]
            if "caption" in self.open:
                table.caption += text
            elif ("td" in self.open or "th" in self.open) and table.rows and table.rows[-1]:
                table.rows[-1][-1].text += text
        if "a" in self.open:
            self.links[-1][0] += text
