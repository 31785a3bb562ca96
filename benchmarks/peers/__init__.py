"""The same trivial work under two widely used graders, in their own virtual environment (requirements/bench.txt).

Both grade one hand-in by one command, as their documentation says. torch is the one that T is measured with: the hand-in looks
for it behind the graders' own packages.
"""
