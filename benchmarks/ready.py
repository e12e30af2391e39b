"""How soon a page can be read in Chromium, beside a floor. The README says how to start it.

The floor is the same page with the same style, script and headers, sent from memory by the same
gunicorn: what is above it is the server's own work. Each is opened cold, in a browser of its own,
in turn; once as it is, and once as over a slow line by a slow processor.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import tempfile
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import sample_database, set_environment
from benchmarks.load import LOOPBACK
from benchmarks.pages import pages_of
from benchmarks.serving import served
from benchmarks.visitor import sign_in

ROUNDS = 9
# Kilobits a second, milliseconds there and back, and how many times slower the processor is.
LINES = {"as it is": None, "slow": (1600, 150, 4)}
READY = """() => new Promise((answer) => {
    const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const asked = () => painted() && document.readyState !== "loading"
        ? answer(painted()) : setTimeout(asked, 5);
    asked();
})"""
READ_FIRST = ("Document", "Stylesheet")
KEPT_HEADERS = ("content-type", "content-encoding", "content-security-policy", "cache-control")


@dataclass(frozen=True)
class Opened:
    ready: float  # milliseconds from asking to the first words on the screen
    bytes: int  # HTML and style, over the wire


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--only", default="", help="pages whose name has this word")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_environment(asked.database_url, Path(folder))
        with sample_database():
            every = pages_of(1)
            cookie, _ = sign_in(every)
            shown = [page for page in every if asked.only in page.name and ".csv" not in page.path]
            with served("lscb.wsgi", Path(folder) / "product") as product:
                answers = Path(folder) / "answers.json"
                answers.write_text(json.dumps(recorded(product.port, shown, cookie)))
                os.environ["BENCHMARK_ANSWERS"] = str(answers)
                with served("benchmarks.floor", Path(folder) / "floor") as floor:
                    compare(shown, product.port, floor.port, cookie)


def recorded(port: int, shown, cookie: str) -> dict[str, tuple]:
    """The answers to the pages, and to what they fetch."""
    found = {}
    for page in shown:
        address = page.path
        _, body = fetch(port, address, cookie, compressed=False)
        for asset in re.findall(rb'(?:href|src)="(/static/[^"]+)"', body):
            found[asset.decode()] = as_json(*fetch(port, asset.decode(), "", compressed=True))
        found[address.partition("?")[0]] = as_json(*fetch(port, address, cookie, compressed=True))
    return found


def fetch(port: int, address: str, cookie: str, *, compressed: bool):
    headers = {"Host": "localhost", "Cookie": cookie}
    if compressed:
        headers["Accept-Encoding"] = "gzip"
    request = urllib.request.Request(f"http://{LOOPBACK}:{port}{address}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.headers, answer.read()


def as_json(headers, body: bytes):
    kept = [(name, value) for name, value in headers.items() if name.lower() in KEPT_HEADERS]
    return [*kept, ("Content-Length", str(len(body)))], b64encode(body).decode()


def compare(shown, product: int, floor: int, cookie: str) -> None:
    from playwright.sync_api import sync_playwright

    print(
        f"Medians of {ROUNDS} openings each, in turn; milliseconds to the first words on the "
        "screen; x: times the floor's.\n"
    )
    print(f"{'page':17} {'html+css kB':>12} {'line':>9} {'page':>8} {'floor':>8} {'x':>6}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for page in shown:
            for line, limits in LINES.items():
                found = {product: [], floor: []}
                for _ in range(ROUNDS + 1):
                    for port, opened in found.items():
                        opened.append(open_cold(browser, port, page.path, cookie, limits))
                # The first of each warms the server.
                ours, theirs = (
                    statistics.median(one.ready for one in found[port][1:])
                    for port in (product, floor)
                )
                size = found[product][-1].bytes / 1000
                print(
                    f"{page.name:17} {size:>12.1f} {line:>9} {ours:>8.0f} {theirs:>8.0f} "
                    f"{ours / theirs:>6.2f}",
                    flush=True,
                )
        browser.close()


def open_cold(browser, port: int, address: str, cookie: str, limits) -> Opened:
    name, _, value = cookie.partition("=")
    origin = f"http://localhost:{port}"
    context = browser.new_context(viewport={"width": 390, "height": 800})
    try:
        context.add_cookies([{"name": name, "value": value, "url": origin}])
        tab = context.new_page()
        protocol = context.new_cdp_session(tab)
        protocol.send("Network.enable")
        if limits:
            kilobits, latency, slower = limits
            rate = kilobits * 1000 / 8
            protocol.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": latency,
                    "downloadThroughput": rate,
                    "uploadThroughput": rate,
                },
            )
            protocol.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        asked: dict[str, str] = {}
        sizes: dict[str, int] = {}
        protocol.on("Network.responseReceived", lambda e: asked.update({e["requestId"]: e["type"]}))
        protocol.on(
            "Network.loadingFinished",
            lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}),
        )
        tab.goto(f"{origin}{address}")
        ready = tab.evaluate(READY)
        read = sum(sizes.get(key, 0) for key, kind in asked.items() if kind in READ_FIRST)
        return Opened(ready, read)
    finally:
        context.close()


if __name__ == "__main__":
    main()
