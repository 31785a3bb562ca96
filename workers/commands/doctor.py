"""`python -m workers doctor`: what the sandbox of this machine holds, found by its self-test."""

import argparse
import json
from typing import Any

from workers import standing
from workers.commands import exits
from workers.commands.places import curriculum_folder, opened_pool, state_folder
from workers.commands.printing import language
from workers.sandbox.doctor import report

_LINES = (
    ("sandbox", "沙箱", "sandbox"),
    ("isolation", "隔离", "isolation"),
    ("uids", "用户 ID", "uids"),
    ("worker", "评测进程", "worker"),
    ("seccomp", "系统调用过滤", "system calls"),
    ("kernel", "内核", "kernel"),
    ("devices", "设备", "devices"),
    ("cores", "核数", "cores"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    worker = standing.find(state_folder(), curriculum_folder())
    with opened_pool(options) as pool:
        data = {**report(pool), "worker": str(worker)}
    print(json.dumps(data, ensure_ascii=False) if options.json else _text(data))
    return exits.VERDICT if data["ok"] else exits.INFRASTRUCTURE


def _text(data: dict[str, Any]) -> str:
    english = language() == "en"
    lines = [f"{en if english else zh}: {_short(data[key])}" for key, zh, en in _LINES]
    lines += [f"{'cgroup' if english else '控制组'}: {data['cgroup']['version'] or data['cgroup']['reason']}"]
    lines += [f"  {'✓' if check['passed'] else '✗'} {check['name']}: {check['detail']}" for check in data["checks"]]
    for rejected in data["rejected"]:
        failed = [f"{check['name']} ({check['detail']})" for check in rejected["checks"] if not check["passed"]]
        lines.append(f"{'not taken' if english else '没有采用'}: {rejected['sandbox']}: {'; '.join(failed)}")
    return "\n".join(lines)


def _short(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
