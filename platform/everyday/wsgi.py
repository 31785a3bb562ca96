"""The web server's entry: gunicorn everyday.wsgi:application, with platform/ on PYTHONPATH."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everyday.settings")
application = get_wsgi_application()
