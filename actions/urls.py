"""Addresses of concerns and letters."""

from django.urls import path

from actions import step_views, views

urlpatterns = [
    path("concerns/", views.concerns, name="concerns"),
    path("concerns.<download:kind>", views.concerns_download, name="concerns_download"),
    path("letters/", views.letters, name="letters"),
    path("letters.<download:kind>", views.letters_download, name="letters_download"),
    path("letters/new/", step_views.new_letter, name="new_letter"),
    path("letters/template/", views.letter_template, name="letter_template"),
    path("letters/<int:letter_id>/", views.letter, name="letter"),
    path("letters/<int:letter_id>.docx", views.letter_docx, name="letter_docx"),
    path("letters/<int:letter_id>/edit/", step_views.edit_letter, name="edit_letter"),
    path("letters/<int:letter_id>/refresh/", step_views.refresh_letter, name="refresh_letter"),
    path("letters/<int:letter_id>/approve/", step_views.approve_letter, name="approve_letter"),
    path("letters/<int:letter_id>/send/", step_views.send_letter, name="send_letter"),
    path("letters/<int:letter_id>/reply/", step_views.note_reply, name="note_reply"),
    path("letters/<int:letter_id>/close/", step_views.close_letter, name="close_letter"),
    path("letters/<int:letter_id>/withdraw/", step_views.withdraw_letter, name="withdraw_letter"),
]
