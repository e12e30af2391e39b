"""How fast the main pages are, beside a floor. The README says how to start it.

Serves the product with gunicorn on PostgreSQL, with the settings of production but plain http on
loopback, and asks for each page as one client and as several. The floor is a constant body of the
same size, sent from memory by the same gunicorn. Times on one machine differ from hour to hour, so
page and floor take turns and what to compare is their ratio.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import turns, two_databases
from benchmarks.databases import sample_database, set_environment
from benchmarks.load import request_for
from benchmarks.serving import served
from benchmarks.visitor import BOARD, Page, sign_in

YEAR = "2012-13"


def main() -> None:
    asked = arguments()
    how = {"clients": asked.clients, "seconds": asked.seconds}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if asked.national:
            two_databases.compare(
                asked.database_url, asked.national, folder, only=asked.only, **how
            )
            return
        set_environment(asked.database_url, folder)
        with sample_database(rows=asked.rows):
            compare_with_floor(asked, folder, **how)


def compare_with_floor(asked: argparse.Namespace, folder: Path, **how) -> None:
    pages = pages_of(asked.rows)
    cookie, queries = sign_in(pages)
    turns.head(f"{asked.rows} x the sample's rows", **how)
    with (
        served("lscb.wsgi", folder / "product") as product,
        served("benchmarks.floor", folder / "floor") as floor,
    ):
        for page in pages:
            if asked.only in page.name:
                request = request_for(page.path, cookie if page.needs_account else "")
                [found] = turns.in_turns([(product, request)], floor, **how)
                turns.line(page.name, found, queries[page])
        print(f"\nThe product's memory: {product.memory()}. The floor's: {floor.memory()}.")
    print(f"The product's processes at their largest: {product.processes()}")
    print(f"The floor's: {floor.processes()}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--database-url",
        default=os.environ.get("DATABASE_URL", ""),
        help="an empty PostgreSQL database, emptied again at the end (else: DATABASE_URL)",
    )
    parser.add_argument(
        "--national",
        default="",
        metavar="DATABASE_URL",
        help="another empty one: the dataset's pages on a database of one board and a national one",
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="of each single measurement (1)")
    parser.add_argument("--clients", type=int, default=8, help="at the same time (8)")
    parser.add_argument("--rows", type=int, default=1, help="so many times the sample's rows (1)")
    parser.add_argument("--only", default="", help="pages whose name has this word")
    asked = parser.parse_args()
    for address in (asked.database_url, asked.national or asked.database_url):
        if not address.startswith(("postgres://", "postgresql://")):
            parser.error(
                "name an empty PostgreSQL database, as postgres://user:password@host:5432/name: "
                "the times are those of a site in use, and those run on PostgreSQL"
            )
    if asked.national == asked.database_url:
        parser.error("the national database is another one than the first")
    if asked.national and asked.rows != 1:
        parser.error("--rows is of the sample's registers, and not of a national database")
    if not (0 < asked.seconds <= 60 and 1 <= asked.clients <= 64 and 1 <= asked.rows <= 100):
        parser.error("seconds go up to 60, clients from 1 to 64, rows from 1 to 100")
    return asked


def planned_meeting(group: str) -> int:
    """The key of a meeting whose register is still to be taken."""
    import datetime

    from agencies.models import Group
    from attendance.models import Meeting

    found = Group.objects.get(board__slug=BOARD, slug=group)
    return Meeting.objects.create(group=found, held_on=datetime.date(2013, 3, 26)).pk


def pages_of(rows: int) -> list[Page]:
    from benchmarks.rows import LARGE

    group = LARGE if rows > 1 else "main-board"
    return [
        Page("board dashboard", f"/{BOARD}/"),
        Page("indicator", f"/{BOARD}/indicators/CSC01/"),
        Page("comparison", f"/{BOARD}/compare/CSC01/{YEAR}/"),
        Page("management", f"/{BOARD}/management/"),
        Page("groups", f"/{BOARD}/groups/"),
        Page("group", f"/{BOARD}/groups/{group}/"),
        Page("attendance table", f"/{BOARD}/groups/{group}/attendance/{YEAR}/"),
        Page("attendance .csv", f"/{BOARD}/groups/{group}/attendance/{YEAR}.csv"),
        Page("meetings", f"/{BOARD}/meetings/?period={YEAR}"),
        Page("register", f"/{BOARD}/meetings/{planned_meeting(group)}/register/"),
        Page("seats", f"/{BOARD}/groups/{group}/seats/?period={YEAR}"),
        Page("concerns", f"/{BOARD}/concerns/?period={YEAR}"),
        Page("agencies", f"/{BOARD}/agencies/"),
        Page("agency", f"/{BOARD}/agencies/learning-and-childrens-services/"),
        Page("budget", f"/{BOARD}/budget/{YEAR}/"),
        Page("sign-in", "/accounts/login/", needs_account=False),
    ]


if __name__ == "__main__":
    main()
