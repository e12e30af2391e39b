"""A page's form as a browser would send it, so that a test changes only what it is about."""

from html.parser import HTMLParser


def fields_of(response, form_id=None) -> dict[str, str | list[str]]:
    """The names and values of the page's form, of all its forms where none is named. Buttons are
    left out; template rows of a formset (__prefix__) too."""
    parser = _FormParser(form_id)
    parser.feed(response.content.decode())
    return {name: value for name, value in parser.fields.items() if "__prefix__" not in name}


class _FormParser(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.is_inside = form_id, form_id is None
        self.fields = {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and self.form_id is not None:
            self.is_inside = attributes.get("id") == self.form_id
        if not self.is_inside or "disabled" in attributes:
            return
        if tag == "input":
            self._input(attributes)
        elif tag == "select":
            self.select = attributes.get("name")
            self.fields[self.select] = None
        elif tag == "option" and self.select:
            # Without a chosen one the first counts, as in a browser.
            if "selected" in attributes or self.fields[self.select] is None:
                self.fields[self.select] = attributes.get("value", "")
        elif tag == "textarea":
            self.textarea = attributes.get("name")
            self.fields[self.textarea] = ""

    def _input(self, attributes):
        kind, name = attributes.get("type", "text"), attributes.get("name")
        if not name or kind in ("submit", "button", "image"):
            return
        if kind in ("checkbox", "radio") and "checked" not in attributes:
            return
        self.fields[name] = attributes.get("value", "on" if kind == "checkbox" else "")

    def handle_data(self, data):
        if self.textarea:
            self.fields[self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "select" and self.select:
            self.fields[self.select] = self.fields[self.select] or ""
            self.select = None
        elif tag == "textarea" and self.textarea:
            self.fields[self.textarea] = self.fields[self.textarea].removeprefix("\n")
            self.textarea = None
        elif tag == "form" and self.form_id is not None:
            self.is_inside = False
