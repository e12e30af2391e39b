"""Who took figures out that small numbers could give away."""

from django.conf import settings
from django.db import models

from agencies.models import Board
from lscb.history import Recorded


class FigureDownload(Recorded):
    """A download that held figures for the board's use only."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="figure_downloads")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="figure_downloads"
    )
    taken_at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=120, help_text="The page and period, and the kind of file.")

    class Meta:
        ordering = ["board", "-taken_at"]

    def __str__(self):
        return f"{self.what}, {self.taken_at:%d %B %Y}"
