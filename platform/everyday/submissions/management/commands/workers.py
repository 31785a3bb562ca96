"""manage.py workers: who is online, and who is to take no more work."""

import json
from argparse import ArgumentParser
from typing import Any

import redis
from django.core.management.base import BaseCommand, CommandError

from everyday.submissions import broker, services
from everyday.submissions.services import UnknownWorkerError


class Command(BaseCommand):
    help = "List the evaluation workers that are online, or let one take no more work (--drain) and take it again (--resume)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", metavar="WORKER", help="let it finish what it runs and take no more")
        parser.add_argument("--resume", metavar="WORKER", help="take --drain back")
        parser.add_argument("--reason", default="", help="shown with the worker while it drains")
        parser.add_argument("--json", action="store_true", help="one JSON list")

    def handle(self, *args: Any, drain: str | None, resume: str | None, reason: str, **options: Any) -> None:
        try:
            if drain:
                services.drain_worker(worker_id=drain, **({"reason": reason} if reason else {}))
            if resume:
                services.resume_worker(worker_id=resume)
            self._list(as_json=options["json"])
        except UnknownWorkerError as error:
            raise CommandError(f"no worker {error} is online") from None
        except redis.RedisError:
            raise CommandError("the broker does not answer") from None

    def _list(self, *, as_json: bool) -> None:
        online = sorted(broker.online_workers(), key=lambda worker: worker.worker_id)
        if as_json:
            self.stdout.write(json.dumps([worker.to_dict() for worker in online]))
            return
        for worker in online:
            state = f"draining: {worker.draining}" if worker.draining else "takes work"
            place = f"{worker.profile} {worker.sandbox}/{worker.isolation}"
            self.stdout.write(f"{worker.worker_id}  {place}  {worker.busy} of {worker.slots} busy  {state}")
        if not online:
            self.stdout.write("no worker is online")
