# The evaluation worker: sandboxes, judges, torch. No Django, no database driver, no web secret.
FROM python:3.11.14-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 EVERYDAY_STATE=/state EVERYDAY_CURRICULUM=/app/curriculum
WORKDIR /app

RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap \
 && rm -rf /var/lib/apt/lists/*
COPY requirements/worker.txt requirements/worker.txt
RUN pip install --no-cache-dir -r requirements/worker.txt \
 && useradd --uid 10001 --create-home everyday \
 && install -d -o everyday -g everyday -m 0711 /state

COPY workers/ workers/
COPY curriculum/ curriculum/
# The small data sets are part of the image. Large downloads, some of which may not be redistributed, are not: build them once in the
# worker's /state volume with `python -m workers assets build --missing`; until then their tasks say "being prepared".
USER everyday
RUN python -m workers assets build --small
VOLUME /state
