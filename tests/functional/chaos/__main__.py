"""`python -m tests.functional.chaos`: exits with 1 when a promise was broken."""

import argparse
import signal
import sys

from tests.functional.chaos.trial import Plan, carry_out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of everything that is left to chance")
    parser.add_argument("--kills", type=int, default=Plan.kills, help="at most; it ends sooner when everything is handed in")
    parser.add_argument("--without", choices=["requeue"], default="", help="switch a safeguard off: the account must notice")
    options = parser.parse_args()
    # What will not come back need not be waited for as long.
    settle_s = 90.0 if options.without else Plan.settle_s
    plan = Plan(runs=options.runs, seed=options.seed, kills=options.kills, without=options.without, settle_s=settle_s)
    # So that the platform is stopped with its trial, whoever ends it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    report = carry_out(plan)
    for line in report.lines():
        print(line, flush=True)
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
