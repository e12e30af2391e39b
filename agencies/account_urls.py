"""/<board>/accounts/: a board's accounts."""

from django.urls import path

from agencies import account_views, invitation_views

urlpatterns = [
    path("", account_views.accounts, name="accounts"),
    path("invite/", invitation_views.invite, name="invite"),
    path("invitations/<int:invitation_id>/withdraw/", invitation_views.withdraw, name="withdraw"),
    path("<int:role_id>/suspend/", account_views.suspend, name="suspend"),
    path("<int:role_id>/restore/", account_views.restore, name="restore"),
    path("<int:user_id>/seat/", account_views.seat, name="account_seat"),
    path("<int:user_id>/second-step/", account_views.second_step, name="reset_second_step"),
]
