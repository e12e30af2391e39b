"""Tables whose rows can be sorted by the reader, drawn by templates/_table.html."""

import django_tables2 as tables


class SortableTable(tables.Table):
    """A table with a caption; the first column names its row. The order lives in the address."""

    caption = ""
    detail = ""

    class Meta:
        template_name = "_table.html"
        orderable = True

    def asked_order(self, request):
        """This table in the order that ?sort= asks for; what it does not know changes nothing."""
        tables.config.RequestConfig(request, paginate=False).configure(self)
        return self
