"""What a figure looks like, in tables that have hundreds."""

from fractions import Fraction

from django.template import Context, Template

from attendance.pages.table import Figure


def drawn(value: Figure) -> str:
    return Template("{% load figures %}{% figure value %}").render(Context({"value": value}))


def test_a_share_stands_before_its_fraction():
    assert "<strong>80%</strong> <small>4 of 5</small>" in drawn(Figure(Fraction(4, 5), "4 of 5"))


def test_the_same_share_of_other_fractions_is_not_mixed_up():
    assert "4 of 5" in drawn(Figure(Fraction(4, 5), "4 of 5"))
    assert "8 of 10" in drawn(Figure(Fraction(8, 10), "8 of 10"))


def test_too_few_has_no_percentage():
    found = drawn(Figure(Fraction(1, 2), "1 of 2", too_few=True))

    assert "1 of 2" in found
    assert "%" not in found


def test_text_is_escaped():
    assert "&lt;b&gt;" in drawn(Figure(None, "<b>"))
