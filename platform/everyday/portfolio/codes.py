"""A certificate's code: short enough to be typed from paper, random enough that nobody finds one by trying.

Sixteen characters of five bits each, from an alphabet without look-alikes (Crockford's base 32).
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_GROUP = 4
# What people write for what they see.
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str | None:
    """The code that someone typed, in any case and grouping; None for what can be no code."""
    code = "".join(text.split()).replace("-", "").upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def spoken_code(code: str) -> str:
    """`7F3K-9QXM-…`: as it is printed."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
