"""What is wrong with a file, each with its place, so that one attempt finds every mistake."""

MOST_SAID = 50
LONGEST_SHOWN = 60


class Refused(Exception):
    """A file that is not taken. Has a sentence for everything that is wrong with it."""

    def __init__(self, *problems: str):
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def shown(value: str) -> str:
    """A cell's text as it is quoted: in one line, and not too long."""
    value = " ".join(value.split())
    return value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"


class Problems:
    """Those of one file."""

    def __init__(self, file: str):
        self.file = file
        self.said: list[str] = []

    def add(self, row: int, what: str) -> None:
        """Raises Refused once there are so many that the file as a whole must be another."""
        self.said.append(f"{self.file}, row {row}: {what}")
        if len(self.said) >= MOST_SAID:
            raise Refused(*self.said, f"{self.file}: it was read no further: too much is wrong.")

    def add_cell(self, row: int, column: str, value: str, what: str) -> None:
        self.add(row, f"column “{column}”: found “{shown(value)}”: {what}")

    def raise_any(self) -> None:
        if self.said:
            raise Refused(*self.said)
