"""Which indicators of the dataset a reader asks to see, and in which order: all of it stands in the
address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from urllib.parse import urlencode

from django.utils.text import slugify

from datasets.rows import Part, Row

ATTENTION = "attention"


class Order(StrEnum):
    LIST = "list"
    NEED = "need"
    TITLE = "title"
    AGENCY = "agency"

    @property
    def label(self) -> str:
        return {
            Order.LIST: "By theme",
            Order.NEED: "Most in need of attention first",
            Order.TITLE: "By title",
            Order.AGENCY: "By agency",
        }[self]


@dataclass(frozen=True)
class Option:
    """One that a reader may choose: `key` in the address, `name` on the page."""

    key: str
    name: str


@dataclass(frozen=True)
class Choice:
    """Empty where all are asked for. `theme` and `agency` are slugs."""

    theme: str = ""
    agency: str = ""
    only_attention: bool = False
    order: Order = Order.LIST

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Choice":
        """Raises ValueError for an order, or something to show, that there is not."""
        show = query.get("show", "")
        if show not in ("", ATTENTION):
            raise ValueError(f"There is nothing to show by the name of {show}.")
        return cls(
            theme=query.get("theme", ""),
            agency=query.get("agency", ""),
            only_attention=show == ATTENTION,
            order=Order(query.get("order") or Order.LIST),
        )

    @property
    def is_of_all(self) -> bool:
        return self == Choice()

    @property
    def is_filtered(self) -> bool:
        """Whether some are left out; an order leaves out none."""
        return bool(self.theme or self.agency or self.only_attention)

    @property
    def query(self) -> str:
        """As it stands in an address; empty where all are asked for."""
        return urlencode(self.asked_for)

    @property
    def asked_for(self) -> list[tuple[str, str]]:
        """Each name in an address with its value; without those that ask for all."""
        show = ATTENTION if self.only_attention else ""
        order = "" if self.order == Order.LIST else self.order.value
        asked = {"theme": self.theme, "agency": self.agency, "show": show, "order": order}
        return [(name, value) for name, value in asked.items() if value]

    def fits(self, row: Row) -> bool:
        return (
            self.theme in ("", theme_of(row).key)
            and self.agency in ("", agency_of(row).key)
            and (bool(row.attention) or not self.only_attention)
        )

    def parts(self, rows: Sequence[Row]) -> list[Part]:
        """What is shown: by theme or by agency, else in one part."""
        fitting = [row for row in rows if self.fits(row)]
        if self.order in (Order.LIST, Order.AGENCY):
            named = theme_of if self.order == Order.LIST else agency_of
            if self.order == Order.AGENCY:
                fitting.sort(key=lambda row: agency_of(row).name)
            return [
                Part(option.name, list(of), sum(named(row) == option for row in rows))
                for option, of in groupby(fitting, named)
            ]
        if self.order == Order.NEED:
            fitting.sort(key=lambda row: row.attention or 99)
        else:
            fitting.sort(key=lambda row: row.indicator.title)
        return [Part("The indicators", fitting, len(rows))] if fitting else []


def theme_of(row: Row) -> Option:
    name = str(row.indicator.theme)
    return Option(slugify(name), name)


def agency_of(row: Row) -> Option:
    agency = row.listed.agency
    return Option(agency.slug, str(agency)) if agency else Option("none", "No agency is named")


def options(found: Iterable[Option]) -> list[Option]:
    """Each once, in the order in which they come."""
    return list(dict.fromkeys(found))
