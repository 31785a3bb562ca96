"""The web side's Celery app: the queue `web` (reaper, schedules). Learners' code is the business of workers.app."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everyday.settings")
app = Celery("everyday")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
