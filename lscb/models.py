"""What belongs to the installation itself and to no board."""

from django.db import models


class DataVersion(models.Model):
    """The first row is renewed by every change of a record: two pages made under the same token
    say the same. Triggers write it (lscb/data_version.py), never the product's own code."""

    id = models.BigIntegerField(primary_key=True)
    token = models.UUIDField()

    def __str__(self):
        return str(self.token)
