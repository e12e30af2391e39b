"""What importing a file does, in sentences: for the command and the page alike."""

from datasets.importing.open_data import Plan


def sentences(planned: Plan, is_dry_run: bool) -> list[str]:
    said = [f"{planned.mapping.name}, {planned.release}:"]
    thing = "population" if planned.holds_population else "figure"
    if not planned.mapping.lines.all():
        return [*said, f"{counted(planned.rows, 'row')}, 0 figures.", planned.mapping.note]
    would = "would be " if is_dry_run else ""
    if planned.is_empty:
        said.append(f"{counted(planned.unchanged, thing)} on record already: nothing is changed.")
    else:
        said.append(
            f"{counted(planned.added, thing)} {would}added, {planned.revised:,} {would}revised, "
            f"{planned.unchanged:,} unchanged."
        )
    return [*said, *_areas(planned, would), *_passed_over(planned)]


def _areas(planned: Plan, would: str) -> list[str]:
    said = []
    if planned.areas.new:
        said.append(f"{counted(len(planned.areas.new), 'area')} {would}added.")
    if planned.areas.numbered:
        said.append(f"{counted(len(planned.areas.numbered), 'area')} {would}given a number.")
    return said


def _passed_over(planned: Plan) -> list[str]:
    counts = (
        (planned.not_asked_for, f"not as {planned.mapping.only_where}"),
        (planned.of_unknown_areas, "of areas that are not known"),
        (planned.without_figure, "without a figure"),
    )
    return [f"{counted(count, 'row')} {why} passed over." for count, why in counts if count]


def counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
