# The web side: gunicorn, recorder, tasks and beat are the same image with another command.
FROM python:3.11.14-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONPATH=/app/platform DJANGO_SETTINGS_MODULE=everyday.settings
WORKDIR /app

COPY requirements/web.txt requirements/web.txt
RUN pip install --no-cache-dir -r requirements/web.txt \
 && useradd --uid 10000 --create-home everyday \
 && install -d -o everyday -g everyday -m 0711 /state

COPY manage.py pyproject.toml ./
COPY platform/ platform/
COPY workers/__init__.py workers/protocol.py workers/
COPY curriculum/ curriculum/
COPY templates/ templates/
COPY static/ static/
COPY docker/migrate.sh docker/migrate.sh

USER everyday
VOLUME /state
EXPOSE 8000
