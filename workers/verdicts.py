"""From what the judge found to the verdict: status, score, and the sentence that goes with it. Pure functions, one table."""

from collections.abc import Mapping
from typing import Any

from workers.protocol import Status, TestStatus
from workers.spec import GATES, Text

MESSAGES: dict[Status, Text] = {
    Status.NOT_GRADABLE: {
        "zh": "代码无法导入，或缺少要求的名字，没有评分。",
        "en": "The code cannot be imported, or lacks a required name: not graded.",
    },
    Status.TIMEOUT: {"zh": "进程用完了时间，被停止。", "en": "The process ran out of time and was stopped."},
    Status.MEMORY: {"zh": "进程用完了内存，被停止。", "en": "The process ran out of memory and was stopped."},
    Status.GPU_MEMORY: {"zh": "显存不足。", "en": "The GPU ran out of memory."},
    Status.OUTPUT_LIMIT: {"zh": "输出超过上限，进程被停止。", "en": "There was too much output and the process was stopped."},
    Status.NAN: {"zh": "训练中出现了 NaN 或 Inf。", "en": "NaN or Inf appeared during training."},
    Status.CANCELLED: {"zh": "已取消。", "en": "Cancelled."},
    Status.INFRASTRUCTURE: {
        "zh": "评测系统出了问题，不是你的代码。这次不计入尝试次数。",
        "en": "Something went wrong on our side, not in your code. This does not count as an attempt.",
    },
}
ANSWERED: Text = {"zh": "已回答。", "en": "Answered."}
_BANNED: Text = {
    "zh": "用了本任务禁用的功能，得分为 0，导师会看到。",
    "en": "It uses what this task forbids: the score is 0, and a mentor will see it.",
}
_GATE: Text = {"zh": "所有测试之外，{gates} 没有通过。", "en": "Apart from the tests, {gates} did not pass."}


def status_of(outcome: Mapping[str, Any]) -> Status:
    """The status of a finished run, from the judge's {tests, loaded, nan, stopped}."""
    tests = outcome["tests"]
    gates = {test["id"]: test["status"] for test in tests if test["id"] in GATES}
    if gates["K1"] != TestStatus.PASSED:
        return Status.NOT_GRADABLE
    not_passed = [test for test in tests if test["status"] != TestStatus.PASSED and not _is_skipped_gate(test)]
    if not not_passed:
        return Status.PASSED
    if gates["K7"] == TestStatus.FAILED:
        return Status.FAILED
    if outcome["stopped"]:
        return Status(outcome["stopped"][0])
    if outcome["nan"]:
        return Status.NAN
    ran = [test for test in not_passed if test["status"] != TestStatus.SKIPPED]
    return Status.ERROR if all(test["status"] == TestStatus.ERROR for test in ran) else Status.FAILED


def score_of(outcome: Mapping[str, Any], status: Status) -> float:
    """The points of the tests that passed; none where nothing was graded or the forbidden list was broken."""
    banned = any(test["id"] == "K7" and test["status"] == TestStatus.FAILED for test in outcome["tests"])
    if banned or status in (Status.NOT_GRADABLE, Status.CANCELLED, Status.INFRASTRUCTURE):
        return 0.0
    return float(sum(test["points"] for test in outcome["tests"]))


def message_of(outcome: Mapping[str, Any], status: Status) -> Text:
    """One sentence about the whole; empty where the tests speak for themselves."""
    failed = [
        test["id"] for test in outcome["tests"] if test["id"] in GATES and test["status"] in (TestStatus.FAILED, TestStatus.ERROR)
    ]
    if status in MESSAGES:
        return MESSAGES[status]
    if "K7" in failed:
        return _BANNED
    if failed and all(test["status"] == TestStatus.PASSED for test in outcome["tests"] if test["id"] not in GATES):
        return {lang: text.format(gates=", ".join(failed)) for lang, text in _GATE.items()}
    return {}


def _is_skipped_gate(test: Mapping[str, Any]) -> bool:
    return test["id"] in GATES and test["status"] == TestStatus.SKIPPED
