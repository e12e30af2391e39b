"""/accounts/: ways in that are about boards."""

from django.urls import path

from agencies import invitation_views, new_board_views

urlpatterns = [
    path("new-board/", new_board_views.new_board, name="new_board"),
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
]
