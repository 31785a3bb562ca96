"""Attacks on the judge: solutions that want points they did not earn, and what else reaches the trusted side."""

from tests.attacks.judging import answers, channel, endings, results, training
from tests.attacks.judging.outside import OUTSIDE_ATTACKS

JUDGE_ATTACKS = [*results.ATTACKS, *answers.ATTACKS, *endings.ATTACKS, *training.ATTACKS, *channel.ATTACKS]

__all__ = ["JUDGE_ATTACKS", "OUTSIDE_ATTACKS"]
