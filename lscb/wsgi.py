"""The entry for WSGI servers: `gunicorn lscb.wsgi --preload`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lscb.settings")
application = get_wsgi_application()

# Workers that are forked from here share what is in memory by now, as long as nothing writes to
# it. So the pages are loaded too, as the first address looks them up, and what there is is taken
# from the garbage collector, which would write to all of it.
reverse("boards")
gc.freeze()
