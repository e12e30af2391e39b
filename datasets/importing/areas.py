"""The areas of a file and those on record."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from datasets.importing.places import AUTHORITY, Place, Places
from datasets.importing.problems import Problems
from datasets.models import Area


def recorded_places() -> list[tuple[Area, Place]]:
    """The areas on record, as a file names them."""
    return [
        (area, Place(area.kind, area.code, area.name, area.number))
        for area in Area.objects.order_by("pk")
    ]


@dataclass
class Areas:
    """Each area of a file as a record: on record already, or to be made."""

    by_key: dict[str, Area] = field(default_factory=dict)
    new: list[Area] = field(default_factory=list)
    # Known without its number until now.
    numbered: list[Area] = field(default_factory=list)

    def matched(
        self, places: Places, recorded: Iterable[tuple[Area, Place]], problems: Problems
    ) -> "Areas":
        """A code on record stays as it is, also where the file has another: boards go by it."""
        for area, place in recorded:
            key = places.key_of(place.code)
            other = self.by_key.setdefault(key, area)
            if other is not area:
                what = f"{key} is the number of {other} and of {area} on record"
                problems.add(places.first_rows.get(key, 1), what)
        wanted = sorted(places.known.items(), key=lambda one: one[1].kind == AUTHORITY)
        for key, place in wanted:
            self._match(key, place, places.first_rows[key], problems)
        return self

    def _match(self, key: str, place: Place, row: int, problems: Problems) -> None:
        area = self.by_key.get(key)
        if area is None:
            self._make(key, place, row, problems)
        elif area.kind != place.kind:
            here, stored = (Area.Kind(kind).label.lower() for kind in (place.kind, area.kind))
            what = f"{place.name} is a {here} here, and {area} a {stored} on record"
            problems.add(row, what)
        elif area.code != place.code and area.name != place.name:
            what = f"{key} is {place.name} here, and on record {area}, {area.code}"
            problems.add(row, what)
        elif place.number and not area.number:
            area.number = place.number
            self.numbered.append(area)

    def _make(self, key: str, place: Place, row: int, problems: Problems) -> None:
        region = self.by_key.get(place.region) if place.region else None
        if place.kind == AUTHORITY and region is None:
            problems.add_cell(row, "region_code", place.region, f"no region of {place.name}")
            return
        area = Area(
            code=place.code, number=place.number, name=place.name, kind=place.kind, region=region
        )
        self.by_key[key] = area
        self.new.append(area)
