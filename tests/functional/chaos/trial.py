"""One trial: a platform of its own, learners who hand in, a storm, calm, and the account."""

import json
import random
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.functional.chaos.account import RunRow, Seen, broken_promises
from tests.functional.chaos.storm import SecondWorker, Storm, calm, freeze, leftovers, survivors, thaw
from tests.functional.chaos.visitors import Diary, Learner, cancel, hand_in, watch
from tests.functional.platform import ROOT, Platform, free_port

TASK = "w05/micro-autograd"
_FOLDER = ROOT / "curriculum/weeks/05-neural-networks/tasks/micro-autograd"
_SETTLE_S = 240.0
_START_S = 400.0  # a crowded machine is no fault of the platform
_MARK = "# deserves "
# Account making is no part of the trial, and 20 password hashes take seconds: these sign in by token and session only.
_MAKE_LEARNERS = """
import json
from django.test import Client
from rest_framework.authtoken.models import Token
from everyday.accounts.models import User
people = []
for number in range({count}):
    user = User.objects.create(username=f"storm-{{number:02}}")
    client = Client()
    client.force_login(user)
    token = Token.objects.create(user=user).key
    people.append({{"name": user.username, "token": token, "session": client.cookies["sessionid"].value}})
print("people", json.dumps(people))
"""
_COUNT_ATTEMPTS = """
import json
from django.utils import timezone
from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions import selectors
task = Task.objects.get(task_id={task!r})
users = User.objects.filter(username__startswith="storm-")
print("used", json.dumps({{user.username: selectors.attempts(user, task, timezone.now()).used for user in users}}))
"""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`without` names a safeguard to switch off, to see that the account notices."""

    runs: int = 100
    seed: int = 1
    without: str = ""
    kills: int = 40
    first_victims: tuple[str, ...] = ()  # killed in this order before chance decides
    pause_s: tuple[float, float] = (2.0, 6.0)
    submit_pause_s: tuple[float, float] = (0.2, 3.0)
    settle_s: float = _SETTLE_S


@dataclass
class Report:
    """The outcome. `broken` is empty when every promise was kept."""

    broken: list[str] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    attempts: Counter[int] = field(default_factory=Counter)
    events: int = 0
    diary: Diary = field(default_factory=Diary)
    storm_s: float = 0.0
    settle_s: float = 0.0

    def lines(self) -> Iterator[str]:
        yield f"killed: {sum(self.killed.values())} ({', '.join(f'{name} {n}' for name, n in self.killed.most_common())})"
        yield f"runs: {sum(self.statuses.values())} ({', '.join(f'{name} {n}' for name, n in self.statuses.most_common())})"
        yield f"attempts: {', '.join(f'{n} runs took {number}' for number, n in sorted(self.attempts.items()))}"
        yield f"events: {self.events}; live pages: {len(self.diary.watched)}, reconnected {self.diary.reconnects} times"
        yield f"handing in was tried again {self.diary.retries} times while the site was away"
        yield f"storm: {self.storm_s:.0f} s; all was over {self.settle_s:.0f} s after it"
        yield f"broken promises: {len(self.broken)}"
        yield from (f"  {line}" for line in self.broken[:40])


def carry_out(plan: Plan) -> Report:
    """Runs the trial; its folders and processes are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="everyday-chaos-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        platform = Platform(state=Path(name) / "state", port=free_port(), demo=False)
        platform.start(within_s=_START_S)
        try:
            return _Trial(plan, platform).run()
        finally:
            platform.stop()


class _Trial:
    def __init__(self, plan: Plan, platform: Platform) -> None:
        self._plan = plan
        self._platform = platform
        self._dice = random.Random(plan.seed)
        self._report = Report()
        self._stop = threading.Event()
        self._second = SecondWorker(platform)

    def run(self) -> Report:
        people = [Learner(**person) for person in self._ask(_MAKE_LEARNERS.format(count=max(2, self._plan.runs // 5)), "people")]
        storm = Storm(self._platform, self._second, random.Random(self._plan.seed + 1), self._plan.pause_s)
        if self._plan.without == "requeue":
            # Beat calls the reaper: nobody looks for lost runs while it stands still.
            freeze(self._platform, "beat")
            storm.victims = tuple(victim for victim in storm.victims if victim != "beat")
        self._second.start()
        try:
            self._weather(people, storm)
            self._settle()
        finally:
            self._second.stop()
            if self._plan.without == "requeue":
                thaw(self._platform, "beat")
        self._account(storm)
        return self._report

    def _weather(self, people: list[Learner], storm: Storm) -> None:
        began = time.monotonic()
        handed_in = threading.Event()
        watchers: list[threading.Thread] = []
        submitter = threading.Thread(target=self._hand_in_all, args=(people, handed_in, watchers))
        submitter.start()
        for victim in self._plan.first_victims:
            self._kill_when_it_works(storm, victim)
        storm.blow(handed_in, self._plan.kills)
        submitter.join()
        self._watchers = watchers
        self._report.killed = storm.killed
        self._report.storm_s = time.monotonic() - began

    def _kill_when_it_works(self, storm: Storm, victim: str) -> None:
        """Waits until something runs, so that the blow hits."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if "running" in {run.state for run in self._rows()} and storm.strike(victim):
                return
            time.sleep(0.1)
        self._report.broken.append(f"{victim} could not be killed")

    def _hand_in_all(self, people: list[Learner], over: threading.Event, watchers: list[threading.Thread]) -> None:
        site, diary = self._platform.url, self._report.diary
        for number in range(self._plan.runs):
            learner = people[number % len(people)]
            run_id = hand_in(site, TASK, learner, self._code(number), diary)
            if run_id and number % 10 == 0:
                watchers.append(threading.Thread(target=watch, args=(site, run_id, learner, diary, self._stop)))
                watchers[-1].start()
            time.sleep(self._dice.uniform(*self._plan.submit_pause_s))
            if run_id and number % 12 == 5:
                cancel(site, run_id, learner, diary)
        over.set()

    def _code(self, number: int) -> str:
        """Right, slow and right, wrong, or not to be imported; the last line says what it deserves."""
        right = (_FOLDER / "reference" / "solution.py").read_text()
        wrong = (_FOLDER / "wrong" / "pow-slope" / "solution.py").read_text()
        slow = f"import time\n\nprint('slow', flush=True)\ntime.sleep({self._dice.uniform(1.0, 6.0):.2f})\n"
        kinds = [
            (right, "passed"),
            (slow + right, "passed"),
            (wrong, "failed"),
            ("import nothing_of_this_name\n", "not_gradable"),
        ]
        code, status = self._dice.choices(kinds, [3, 3, 2, 1])[0]
        return f"{code}\n# number {number}\n{_MARK}{status}\n"

    def _settle(self) -> None:
        """Nothing is killed any more: everything must come to its end by itself."""
        began = time.monotonic()
        deadline = began + self._plan.settle_s
        self._report.broken += [f"{name} did not come back" for name in calm(self._platform)]
        while any(run.state in ("queued", "running") for run in self._rows()) and time.monotonic() < deadline:
            time.sleep(0.5)
        self._report.settle_s = time.monotonic() - began
        for watcher in self._watchers:
            watcher.join(20)
        self._stop.set()
        for watcher in self._watchers:
            watcher.join()

    def _account(self, storm: Storm) -> None:
        report, diary = self._report, self._report.diary
        runs = self._rows()
        used = self._ask(_COUNT_ATTEMPTS.format(task=TASK), "used")
        seen = Seen(acknowledged=diary.acknowledged, cancelled=diary.cancelled, watched=diary.watched, attempts_used=used)
        report.broken += broken_promises(runs, seen) + diary.faults
        lost_pages = len(self._watchers) - len(diary.watched)
        report.broken += [f"{lost_pages} live pages did not see the end of their run"] if lost_pages else []
        report.broken += [f"outlived its worker: {line}" for line in survivors(storm.bereaved)]
        status = self._platform.stop()
        report.broken += [f"the platform ended with {status}"] if status else []
        report.broken += [f"outlived the platform: {line}" for line in leftovers(self._platform.state)]
        report.statuses = Counter(run.status or run.state for run in runs)
        report.attempts = Counter(run.attempt for run in runs)
        report.events = sum(len(run.events) for run in runs)

    def _ask(self, code: str, word: str) -> list[dict[str, str]] | dict[str, int]:
        output = self._platform.manage("shell", "-c", code)
        line = next(line for line in output.splitlines() if line.startswith(f"{word} "))
        return json.loads(line.removeprefix(f"{word} "))

    def _rows(self) -> list[RunRow]:
        """Read from the file itself: what is judged does not do the judging."""
        path = self._platform.state / "db" / "everyday.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
            database.execute("BEGIN")
            events: dict[str, list[tuple[int, str, dict[str, object]]]] = {}
            for run_id, seq, kind, data in database.execute(
                "SELECT run_id, seq, kind, data FROM submissions_runevent ORDER BY run_id, id"
            ):
                events.setdefault(run_id, []).append((seq, kind, json.loads(data)))
            results = dict(database.execute("SELECT run_id, count(*) FROM submissions_testresult GROUP BY run_id"))
            rows = database.execute(
                "SELECT r.id, u.username, s.files, r.state, r.status, r.attempt, r.event_seq FROM submissions_run r"
                " JOIN submissions_submission s ON s.id = r.submission_id JOIN accounts_user u ON u.id = r.learner_id"
            ).fetchall()
        return [
            RunRow(
                run_id=_uuid(run_id),
                learner=learner,
                expected=json.loads(files)["solution.py"].rsplit(_MARK, 1)[1].strip(),
                state=state,
                status=status,
                attempt=attempt,
                event_seq=event_seq,
                events=events.get(run_id, []),
                results=results.get(run_id, 0),
            )
            for run_id, learner, files, state, status, attempt, event_seq in rows
        ]


def _uuid(text: str) -> str:
    """SQLite holds the 32 digits alone."""
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" if "-" not in text else text
