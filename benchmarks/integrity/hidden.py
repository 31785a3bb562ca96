"""The hidden tests as the two notebook graders get them: three pieces of Python, each with its points. Texts only, no imports.

The comparisons are numpy's, as in those graders' own examples; inputs are drawn anew in every run, as in ours.
"""

REFERENCE = """import numpy as np


def reference(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
"""

_COMPARED = """x = np.random.default_rng().normal(size=(6, 5)) * {scale}
want = reference(x)
got = softmax(x)
assert got.shape == want.shape
assert np.allclose(got, want, rtol=1e-7, atol=1e-9)
"""

# name → (points, body)
TESTS = {
    "rows": (
        20,
        """x = np.random.default_rng().normal(size=(6, 5))
want = np.ones(6)
got = softmax(x)
assert got.shape == x.shape
assert np.allclose(got.sum(axis=-1), want)
""",
    ),
    "values": (40, _COMPARED.format(scale="1.0")),
    "stable": (40, _COMPARED.format(scale="1000.0")),
}
