"""Judge of demo: what the page promises for good and bad requests, what a request costs, and whether the labels are right."""

from typing import Any

import numpy as np
from inputs import CODES, LIMIT, MARKUP, hidden, odd
from pictures import reliability_figure

from workers.judge import AssetPath, Handle, Judging, Learner, LearnerError, check, demo

SAME = 5e-3  # padding and the order of float32 sums move a score a little, a wrong row moves it a lot
SHORT = 12
GOOD = (
    "A wonderful film, moving and beautifully acted.",
    "I hated every minute of this dull and clumsy film.",
    "Not bad at all: a small, warm comedy with two fine actors.",
)


def loaded(j: Judging, learner: Learner) -> Handle:
    return learner.new("load", {"encoder": AssetPath(j.overrides["encoder"]), "lm": AssetPath(j.overrides["lm"])})


def ask(j: Judging, *requests: Any) -> list[Any]:
    """handle's answers in the shared process, where the model is loaded once."""
    model = shared(j)
    return [j.learner.call("handle", model, request) for request in requests]


def shared(j: Judging) -> Handle:
    """The loaded model of the shared process; loaded again when that process is a new one."""
    process = j.learner.process
    return j.once(f"model-{id(process)}", lambda: loaded(j, j.learner))


def no_raise(j: Judging, name: str, call: Any) -> Any:
    """What the call gives; an exception there is a failure here, not an error: the demo must not crash."""
    try:
        return call()
    except LearnerError as error:
        if error.kind != "exception":
            raise
        j.fail(
            {
                "zh": f"请求“{name}”让程序崩溃了：{error.type}: {error.message[:120]}",
                "en": f"the request “{name}” crashed the demo: {error.type}: {error.message[:120]}",
            },
            cause={
                "zh": "先检查类型与内容，再交给模型；检查不过就返回错误代码。",
                "en": "Check type and content before the model sees anything; return an error code where a check fails.",
            },
        )


def agreed(j: Judging, answer: Any, name: str) -> dict[str, Any]:
    """The answer, if it is one of the two agreed forms."""
    j.that(
        isinstance(answer, dict) and type(answer.get("ok")) is bool,
        {"zh": f"“{name}”的答复不是带布尔值 ok 的字典。", "en": f"the answer to “{name}” is no dict with a boolean ok."},
    )
    if answer["ok"]:
        score = answer.get("score")
        number = isinstance(score, int | float | np.floating) and not isinstance(score, bool)
        j.that(
            answer.get("label") in ("positive", "negative"),
            {
                "zh": f"“{name}”的 label 不是 positive 或 negative。",
                "en": f"label for “{name}” is neither positive nor negative.",
            },
        )
        j.that(
            number and 0.5 - 1e-6 <= float(score) <= 1 + 1e-6,
            {
                "zh": f"“{name}”的 score 要在 0.5 与 1 之间，得到 {str(score)[:40]}。",
                "en": f"score for “{name}” must lie between 0.5 and 1, got {str(score)[:40]}.",
            },
            cause={
                "zh": "score 是你给出的那个标签的概率，所以不小于 0.5。",
                "en": "score is the probability of the label that you give, so it is at least 0.5.",
            },
        )
        j.that(
            isinstance(answer.get("lang"), str) and answer["lang"] != "",
            {"zh": f"“{name}”的 lang 不是字符串。", "en": f"lang for “{name}” is no string."},
        )
    else:
        j.that(
            answer.get("error") in CODES,
            {
                "zh": f"“{name}”的 error 不在约定的代码里：{str(answer.get('error'))[:60]}",
                "en": f"error for “{name}” is none of the agreed codes: {str(answer.get('error'))[:60]}",
            },
        )
    return answer


def expect(j: Judging, answer: Any, name: str, allowed: tuple[str | None, ...]) -> None:
    answer = agreed(j, answer, name)
    got = None if answer["ok"] else answer["error"]
    say = {"zh": "或".join(str(one or "ok") for one in allowed), "en": " or ".join(str(one or "ok") for one in allowed)}
    j.that(
        got in allowed,
        {
            "zh": f"“{name}”应得到 {say['zh']}，得到 {got or 'ok'}。",
            "en": f"“{name}” should give {say['en']}, got {got or 'ok'}.",
        },
        cause={
            "zh": "次序：先看请求是不是字典并且有 text，再看类型，再去掉两端空白看是否为空、是否超过 2,000 个字符。",
            "en": "In this order: a dict with text; its type; then, stripped, whether it is empty or over 2,000 characters.",
        },
    )


@check("answers")
def answers(j: Judging) -> None:
    for text, answer in zip(GOOD, ask(j, *({"text": text} for text in GOOD)), strict=True):
        expect(j, answer, text, (None,))


@check("refusals")
def refusals(j: Judging) -> None:
    blank, nothing = (no_raise(j, str(request), lambda r=request: ask(j, r)[0]) for request in ({"text": ""}, {}))
    expect(j, blank, '{"text": ""}', ("empty",))
    expect(j, nothing, "{}", ("bad_request",))


@check("fuzz")
def fuzz(j: Judging) -> None:
    for name, request, allowed in odd(j.rng):
        answer = no_raise(j, name, lambda r=request: ask(j, r)[0])
        expect(j, answer, name, allowed)


def strings(value: Any) -> list[str]:
    """Every string in an answer, keys too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in strings(item)]
    return [text for item in value for text in strings(item)] if isinstance(value, list | tuple) else []


@check("escaped")
def escaped(j: Judging) -> None:
    padding = "x" * (LIMIT + 1)
    requests: list[Any] = [{"text": text} for text in MARKUP]
    requests += [{"text": f"<script>{padding}</script>"}, {"text": ["<b>x</b>"]}, "<i>no dict</i>", {"<b>key</b>": 1}]
    for request in requests:
        answer = agreed(j, no_raise(j, "HTML", lambda r=request: ask(j, r)[0]), "HTML")
        live = [text for text in strings(answer) if "<" in text or ">" in text]
        j.that(
            not live,
            {
                "zh": f"答复里有没有转义的标签：{live[0][:60] if live else ''}",
                "en": f"an answer carries markup that is not escaped: {live[0][:60] if live else ''}",
            },
            cause={
                "zh": "原文要么不放进答复，要么先 html.escape。",
                "en": "Leave the text out of the answer, or pass it through html.escape.",
            },
        )


def plain(value: Any) -> str | None:
    """The type's name of the first thing that json.dumps would refuse."""
    if value is None or type(value) in (bool, int, float, str):
        return None
    if isinstance(value, dict):
        return next((bad for pair in value.items() for item in pair if (bad := plain(item))), None)
    if type(value) is list:
        return next((bad for item in value if (bad := plain(item))), None)
    return type(value).__name__


@check("plain_data")
def plain_data(j: Judging) -> None:
    found = [*ask(j, *({"text": text} for text in GOOD), {"text": ""})]
    found += list(j.learner.call("predict_batch", shared(j), list(GOOD)))
    bad = next((name for answer in found if (name := plain(answer))), None)
    j.that(
        bad is None,
        {"zh": f"答复里有 {bad}，变不成 JSON。", "en": f"an answer holds a {bad}, which does not become JSON."},
        cause={"zh": "用 float(…) 或 .item() 变成普通的数。", "en": "Turn it into a plain number by float(…) or .item()."},
    )


@check("batch_equals_single")
def batch_equals_single(j: Judging) -> None:
    sentences, _ = hidden(j)
    texts: list[Any] = [*sentences[:9], "", "Fine.", " ".join(sentences[9:14]), "x" * (LIMIT + 1), None, *sentences[14:19]]
    texts = [texts[k] for k in j.rng.permutation(len(texts))]
    batch = no_raise(j, "predict_batch", lambda: j.learner.call("predict_batch", shared(j), texts))
    j.that(
        isinstance(batch, list) and len(batch) == len(texts),
        {"zh": "predict_batch 要给每个文本一个答复。", "en": "predict_batch gives one answer a text."},
    )
    single = ask(j, *({"text": text} for text in texts))
    for text, one, other in zip(texts, single, batch, strict=True):
        compare(j, str(text)[:40], agreed(j, one, str(text)[:40]), agreed(j, other, str(text)[:40]))
    empty = no_raise(j, "predict_batch([])", lambda: j.learner.call("predict_batch", shared(j), []))
    j.equal(empty, [], what="predict_batch(model, [])")


def compare(j: Judging, name: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    cause = {
        "zh": "常见原因：填充位进了计算、排序后没有放回原位、或批内做了归一化。",
        "en": "Usually padding takes part, sorted texts are not put back, or something is normalised over the batch.",
    }
    j.equal(other["ok"], one["ok"], what={"zh": f"“{name}”的 ok", "en": f"ok for “{name}”"}, cause=cause)
    if not one["ok"]:
        j.equal(other["error"], one["error"], what={"zh": f"“{name}”的 error", "en": f"error for “{name}”"}, cause=cause)
        return
    signed = [float(a["score"]) if a["label"] == "positive" else 1 - float(a["score"]) for a in (one, other)]
    what = {"zh": f"“{name}”为褒的概率", "en": f"probability of praise for “{name}”"}
    j.close(signed[1], signed[0], rtol=0, atol=SAME, what=what, cause=cause)


@check("latency")
def latency(j: Judging) -> None:
    sentences, _ = hidden(j)
    long = {"text": ("a film " * 1500)[:10000]}

    def serve(requests: list[dict[str, str]]) -> float:
        def action(learner: Learner) -> None:
            model = loaded(j, learner)
            for request in requests:
                learner.do("handle", model, request)

        return j.cpu_seconds(action)

    base = serve([{"text": sentences[0]}])
    short = max(0.0, serve([{"text": text} for text in sentences[: SHORT + 1]]) - base) / SHORT
    slow = max(0.0, serve([{"text": sentences[0]}, long]) - base)
    j.metric("request_cpu_s", short)
    j.metric("long_cpu_s", slow)
    cause = {
        "zh": "模型只在 load 里载入一次；太长的文本先拒绝，不要先编码。",
        "en": "Load the model once, in load; refuse a text that is too long before encoding it.",
    }
    what = {"zh": "每个短请求的 CPU 秒", "en": "CPU seconds a short request"}
    j.at_most(short, j.threshold("request_cpu_s"), what=what, cause=cause)
    what = {"zh": "一万字请求的 CPU 秒", "en": "CPU seconds for 10,000 characters"}
    j.at_most(slow, j.threshold("long_cpu_s"), what=what, cause=cause)


@check("acc")
def acc(j: Judging) -> None:
    texts, y = hidden(j)
    found = j.learner.call("predict_batch", shared(j), texts)
    j.that(
        isinstance(found, list) and len(found) == len(texts),
        {"zh": "predict_batch 要给每个文本一个答复。", "en": "predict_batch gives one answer a text."},
    )
    for text, answer in zip(texts, found, strict=True):
        expect(j, answer, text[:40], (None,))
    got = np.array([answer["label"] == "positive" for answer in found])
    right = got == (y == 1)
    j.metric("acc", float(right.mean()))
    j.metric("share_positive", float(got.mean()))
    j.figure("reliability", reliability_figure(np.array([float(answer["score"]) for answer in found]), right))
    cause = {
        "zh": "先看判为褒的比例：偏得厉害就先校准；再换模板、标签词或原型句子。",
        "en": "Look at the share called positive: if far from one half, calibrate; then change template, labels or examples.",
    }
    what = {"zh": "隐藏影评的准确率", "en": "accuracy on hidden film sentences"}
    j.at_least(float(right.mean()), j.threshold("acc"), what=what, cause=cause)


@check("K4")
def same_answers(j: Judging) -> None:
    first, second = j.twice(lambda learner: learner.call("predict_batch", loaded(j, learner), list(GOOD)))
    j.same(first, second, what={"zh": "两个新进程里的答复", "en": "answers in two fresh processes"})


@demo
def open_demo(j: Judging, text: str) -> Any:
    """One request of whoever opens a submission."""
    return ask(j, {"text": text})[0]
