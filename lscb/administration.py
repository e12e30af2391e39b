"""The admin site, behind the same sign-in as everything else."""

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    default_site = "lscb.admin_site.BoardAdminSite"
