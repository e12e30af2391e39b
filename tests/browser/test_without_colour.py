"""Nothing is said by colour alone: in greyscale, and where the system chooses the colours."""

from tests.browser.pages import ATTENDANCE, BOARD, Page

OUTCOMES = {
    "Present",
    "Substitute",
    "Absent",
    "Apologies",
    "Not a member then",
    "Vacant",
    "Not recorded",
}


def test_every_cell_of_the_attendance_table_is_a_word(site):
    with site.open(ATTENDANCE[0], wait_for_charts=False) as window:
        cells = window.tab.locator(
            "table.grid tbody tr.seat td:not(.n), table.grid tbody tr.only td:not(.n)"
        )
        words = [
            text.split("\n")[0].replace("in doubt", "").strip() for text in cells.all_inner_texts()
        ]
    assert len(words) == 185
    assert set(words) <= OUTCOMES
    assert {"Present", "Substitute", "Absent", "Not a member then", "Vacant"} <= set(words)


def test_text_can_be_read_in_greyscale_and_in_the_systems_colours(site):
    """Each text's contrast is axe's to measure; here, that bars do not vanish."""
    with site.open(BOARD) as window:
        for scheme in ("light", "dark"):
            window.tab.emulate_media(forced_colors="active", color_scheme=scheme)
            bar, ground, text = window.evaluate(
                """() => {
                    const rect = document.querySelector("svg.bar rect");
                    return [getComputedStyle(rect).fill,
                            getComputedStyle(rect.closest("svg")).backgroundColor,
                            getComputedStyle(document.body).color];
                }"""
            )
            assert bar == text
            assert bar != ground


def test_trend_lines_have_the_systems_colour(site):
    with site.open(Page("/kingston/?period=2023-24")) as window:
        window.tab.emulate_media(forced_colors="active")
        line, text = window.evaluate(
            """() => [document.querySelector("svg.trend path:not(.limits)"), document.body]
                .map((one) => getComputedStyle(one))
                .map((style, at) => at ? style.color : style.stroke)"""
        )
    assert line == text
