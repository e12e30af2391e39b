"""Short forms in templates: {% load short_forms %}, then {% spelling_out words %} and its end."""

from html import unescape

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, strip_tags

register = template.Library()


@register.simple_block_tag(end_name="endspelling_out")
def spelling_out(content, words, *before):
    """What stands between, after a line with the short forms that occur in it or in the texts that
    stand before it."""
    # With a space for each tag, so that the words of two cells stay two words.
    texts = [*before, unescape(strip_tags(content.replace("<", " <")))]
    found = words.spelt_out_in(" ".join(map(str, texts)))
    line = render_to_string("_short_forms.html", {"short_forms": found})
    return format_html("{}{}", line, content)
