"""Verdicts for people, in the terminal's language: Chinese, or English where LANG says so."""

import os
import textwrap
import unicodedata
from typing import Any, Literal

from workers.protocol import TestStatus, Verdict

Lang = Literal["zh", "en"]

STATUS: dict[str, dict[Lang, str]] = {
    "passed": {"zh": "通过", "en": "passed"},
    "failed": {"zh": "未通过", "en": "failed"},
    "error": {"zh": "出错", "en": "error"},
    "skipped": {"zh": "跳过", "en": "skipped"},
    "not_gradable": {"zh": "无法评分", "en": "not gradable"},
    "timeout": {"zh": "超时", "en": "out of time"},
    "memory": {"zh": "内存不足", "en": "out of memory"},
    "gpu_memory": {"zh": "显存不足", "en": "out of GPU memory"},
    "nan": {"zh": "出现 NaN", "en": "NaN"},
    "output_limit": {"zh": "输出过多", "en": "too much output"},
    "cancelled": {"zh": "已取消", "en": "cancelled"},
    "infrastructure": {"zh": "系统故障", "en": "infrastructure"},
}
_FOOT: dict[Lang, str] = {
    "zh": "{status}  {score:g} / {max_score:g}    CPU {cpu_s:.1f} 秒，用时 {wall_s:.1f} 秒，内存 {peak_mib:.0f} MiB"
    "    沙箱 {sandbox}（{isolation}）",
    "en": "{status}  {score:g} / {max_score:g}    CPU {cpu_s:.1f} s, wall {wall_s:.1f} s, memory {peak_mib:.0f} MiB"
    "    sandbox {sandbox} ({isolation})",
}


def language() -> Lang:
    value = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if value.lower().startswith("en") else "zh"


def word(status: str, lang: Lang) -> str:
    return STATUS[status][lang]


def table(verdict: Verdict, names: dict[str, dict[str, str]], lang: Lang) -> str:
    """One line a test, its message below where it did not pass, and a last line with the sum."""
    lines = []
    for test in verdict.tests:
        if test["status"] == TestStatus.SKIPPED and not test["max_points"]:
            continue
        name = names.get(test["id"], {}).get(lang, "")
        points = f"{test['points']:g}/{test['max_points']:g}" if test["max_points"] else ""
        lines.append(f"{padded(word(test['status'], lang), 8)} {padded(test['id'], 20)} {points:>7}  {name}".rstrip())
        if test["status"] != TestStatus.PASSED and test["message"]:
            lines.append(textwrap.indent(test["message"][lang], "    "))
    lines += [f"{name} = {value:.6g}" for name, value in verdict.metrics.items()]
    if verdict.message:
        lines.append(verdict.message[lang])
    lines.append(_FOOT[lang].format(**_fields(verdict, lang)))
    return "\n".join(lines)


def _fields(verdict: Verdict, lang: Lang) -> dict[str, Any]:
    return verdict.to_dict() | {"status": word(verdict.status, lang)}


def padded(text: str, width: int) -> str:
    """Padded to a width in terminal columns: a Chinese character takes two."""
    columns = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return text + " " * max(0, width - columns)
