"""What a learner reads for each verdict: what happened, and what to try next. One table, both languages.

The judge's own message, where it sends one, says more and goes first.
"""

from dataclasses import dataclass

from everyday.submissions.models import Run

Bilingual = dict[str, str]
_Status = Run.Status


@dataclass(frozen=True)
class VerdictText:
    """`counts` is whether such a run uses up one of the day's attempts."""

    what: Bilingual
    next: Bilingual
    counts: bool = True


VERDICT_TEXTS: dict[str, VerdictText] = {
    _Status.PASSED: VerdictText(
        {"zh": "所有测试都通过了。", "en": "Every test passed."},
        {"zh": "读一读讲评，看看别的写法。", "en": "Read the debrief and compare other ways to write it."},
    ),
    _Status.FAILED: VerdictText(
        {"zh": "评测完成，但有测试没有通过。", "en": "The evaluation finished, and some tests did not pass."},
        {
            "zh": "从第一个没通过的测试看起：它说明了期望值和你的结果。",
            "en": "Start with the first failing test: it shows what was expected and what came back.",
        },
    ),
    _Status.NOT_GRADABLE: VerdictText(
        {
            "zh": "代码无法导入，或缺少要求的函数或类，因此没有评分。",
            "en": "The code could not be imported, or a required function or class is missing, so nothing was graded.",
        },
        {
            "zh": "先在本地运行公开测试。这次不计入提交次数。",
            "en": "Run the public tests on your machine first. This did not use up an attempt.",
        },
        counts=False,
    ),
    _Status.ERROR: VerdictText(
        {"zh": "你的代码运行时抛出了异常。", "en": "Your code raised an exception."},
        {
            "zh": "看测试消息里的异常和行号，用同样形状的输入在本地重现。",
            "en": "Look at the exception and the line in the test's message and reproduce it with an input of that shape.",
        },
    ),
    _Status.TIMEOUT: VerdictText(
        {"zh": "超过了时间限制。", "en": "The time limit was exceeded."},
        {
            "zh": "检查是否有可以向量化的循环，或没有结束条件的循环。",
            "en": "Look for a loop that could be vectorised, or one that never ends.",
        },
    ),
    _Status.MEMORY: VerdictText(
        {"zh": "超过了内存限制。", "en": "The memory limit was exceeded."},
        {
            "zh": "检查中间数组的形状，减小批大小，不要保留用不到的张量。",
            "en": "Check the shapes of intermediate arrays, use smaller batches, and do not keep tensors you no longer need.",
        },
    ),
    _Status.GPU_MEMORY: VerdictText(
        {"zh": "超过了显存限制。", "en": "The GPU memory limit was exceeded."},
        {
            "zh": "减小批大小，或在不需要梯度的地方使用 no_grad。",
            "en": "Use smaller batches, or no_grad where no gradient is needed.",
        },
    ),
    _Status.NAN: VerdictText(
        {"zh": "训练中出现了 NaN 或无穷大。", "en": "NaN or infinity appeared during training."},
        {
            "zh": "降低学习率，检查 log、除法和 softmax 的数值稳定性。",
            "en": "Lower the learning rate, and check logarithms, divisions and softmax for stability.",
        },
    ),
    _Status.OUTPUT_LIMIT: VerdictText(
        {"zh": "打印的内容太多，运行被终止。", "en": "Too much was printed, and the run was stopped."},
        {"zh": "去掉循环里的 print。", "en": "Remove the print inside the loop."},
    ),
    _Status.CANCELLED: VerdictText(
        {"zh": "运行已取消。", "en": "The run was cancelled."},
        {"zh": "可以随时再次提交。这次不计入提交次数。", "en": "Submit again whenever you like. This did not use up an attempt."},
        counts=False,
    ),
    _Status.INFRASTRUCTURE: VerdictText(
        {"zh": "评测系统出了问题，不是你的代码的问题。", "en": "The evaluation system failed. This is not your code's fault."},
        {"zh": "请再次提交。这次不计入提交次数。", "en": "Please submit again. This did not use up an attempt."},
        counts=False,
    ),
}

# What a run does, by the names of its PHASE events.
PHASES: dict[str, Bilingual] = {
    "prepare": {"zh": "准备", "en": "Preparing"},
    "load": {"zh": "导入代码", "en": "Importing the code"},
    "test": {"zh": "运行测试", "en": "Running the tests"},
    "train": {"zh": "训练", "en": "Training"},
    "predict": {"zh": "预测", "en": "Predicting"},
    "judge": {"zh": "评判", "en": "Judging"},
}

# Verdicts that use up none of the day's attempts.
FREE_STATUSES = [status for status, text in VERDICT_TEXTS.items() if not text.counts]

ACCEPTED_BY_MENTOR: Bilingual = {"zh": "导师看过，认可了这一项。", "en": "Your mentor looked at it and accepted it."}
LOST_WORKER: Bilingual = {
    "zh": "评测系统这一侧三次中断，评测没有完成。这不是你的代码的问题，也不计入提交次数，请再次提交。",
    "en": "The evaluation was cut off three times on our side and did not finish. "
    "This is not your code's fault and uses up no attempt. Please submit again.",
}
UNREADABLE_RESULT: Bilingual = {
    "zh": "评测结果无法记录。这不是你的代码的问题，也不计入提交次数，请再次提交。",
    "en": "The result could not be recorded. This is not your code's fault and uses up no attempt. Please submit again.",
}
RESTARTED: Bilingual = {"zh": "工作进程中断，重新排队评测", "en": "The worker was lost; the evaluation is queued again"}
MACHINE_FAILED: Bilingual = {"zh": "评测机器出了故障，重新排队评测", "en": "The machine failed; the evaluation is queued again"}
HANDED_BACK: Bilingual = {"zh": "工作进程停止，重新排队评测", "en": "The worker stopped; the evaluation is queued again"}
FROM_CACHE: Bilingual = {
    "zh": "相同的配置和种子已经运行过，这里直接显示那次的结果。",
    "en": "The same configuration and seed has been run before; this is that run's result.",
}
FROM_SWEEP: Bilingual = {
    "zh": "目前没有在线的工作进程，这里显示的是预先计算的、与你的配置相同的结果。",
    "en": "No worker is available; this is a precomputed result of the same configuration.",
}
FROM_SWEEP_NEAREST: Bilingual = {
    "zh": "目前没有在线的工作进程，这里显示的是预先计算的、与你的配置最接近的结果，其配置见下。",
    "en": "No worker is available; this is the precomputed result nearest to your configuration, which is shown below.",
}
