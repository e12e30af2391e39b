"""What the admin site's pages have in common whose records belong to no board, all of them or some:
every administrator sees those, and only who looks after the installation keeps them."""

from django.contrib import admin
from django.db.models import Q

from agencies.administration import BoardScopedAdmin, OwnValuesFilter

ALL_BOARDS = "All boards"


class SharedAdmin(BoardScopedAdmin):
    """For records that no board owns, such as the areas of the country."""

    board_lookup = ""

    def of_boards(self, queryset, keys):
        return queryset

    def board_key(self, record):
        return None

    def is_shown(self, request, record):
        return True

    def label(self, request, row):
        return str(row)

    def has_add_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


class BoardOrAllFilter(OwnValuesFilter):
    """By board; what belongs to none is there for all."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.empty_value_display = ALL_BOARDS


class PartlySharedAdmin(BoardScopedAdmin):
    """For records of one board or of none, such as a board's own targets and the national ones.
    Their board is a field of their own."""

    def of_boards(self, queryset, keys):
        return queryset.filter(
            Q(**{f"{self.board_lookup}__in": keys}) | Q(**{self.board_lookup: None})
        )

    def is_shown(self, request, record):
        return self.board_key(record) is None or super().is_shown(request, record)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """What an administrator adds belongs to a board."""
        form = super().get_form(request, obj, change, **kwargs)
        board = form.base_fields.get(self.board_lookup)
        if board is not None and not request.user.is_superuser:
            board.required, board.help_text = True, ""
        return form

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._keeps(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._keeps(request, obj)

    def _keeps(self, request, record):
        is_of_all = record is not None and self.board_key(record) is None
        return request.user.is_superuser or not is_of_all

    @admin.display(description="board", ordering="board", empty_value=ALL_BOARDS)
    def of_board(self, record):
        return record.board
