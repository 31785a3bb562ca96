#!/bin/sh
# Runs to completion before the web side starts: database, content, static files.
set -eu
python manage.py migrate --noinput
python manage.py sync_curriculum
python manage.py collectstatic --noinput -v0
