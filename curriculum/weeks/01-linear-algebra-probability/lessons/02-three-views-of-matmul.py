# %% id=by-hand
# hand: two-three-two
import numpy as np

A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
B = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]])
C = np.array([[1 * 1 + 2 * 2 + 3 * 0, 1 * 0 + 2 * 1 + 3 * 3], [4 * 1 + 5 * 2 + 6 * 0, 4 * 0 + 5 * 1 + 6 * 3]])
print("C =", C.tolist(), "  shape", A.shape, "@", B.shape, "->", (A @ B).shape)
assert C.tolist() == [[5, 11], [14, 23]] == (A @ B).tolist()

# %% id=views
# hand: three-views
by_rows = np.array([[A[i] @ B[:, j] for j in range(2)] for i in range(2)])
by_columns = np.column_stack([sum(B[p, j] * A[:, p] for p in range(3)) for j in range(2)])
outer = [np.outer(A[:, p], B[p]) for p in range(3)]
for p, piece in enumerate(outer):
    print(f"outer product {p}: {piece.tolist()}")
print("their sum      :", sum(outer).tolist())
assert by_rows.tolist() == by_columns.tolist() == sum(outer).tolist() == [[5, 11], [14, 23]]
assert outer[0].tolist() == [[1, 0], [4, 0]]

# %% id=not-commutative
square = np.array([[0.0, 1.0], [0.0, 0.0]])
other = np.array([[0.0, 0.0], [1.0, 0.0]])
print("AB =", (square @ other).tolist(), "  BA =", (other @ square).tolist())
assert (square @ other).tolist() == [[1, 0], [0, 0]]
assert (other @ square).tolist() == [[0, 0], [0, 1]]
print("shapes (2, 3) and (3, 2): AB is", (A @ B).shape, " BA is", (B @ A).shape)


# %% id=cost
def count_multiplications(m, k, n):
    """What the three loops do, counted."""
    return sum(1 for _ in range(m) for _ in range(n) for _ in range(k))


for m, k, n in ((2, 3, 2), (10, 20, 30)):
    print(f"{m}x{k} times {k}x{n}: {count_multiplications(m, k, n)} multiplications")
assert count_multiplications(10, 20, 30) == 10 * 20 * 30
x = np.ones((1000, 1))
print("(XX')X against X(X'X), X 1000x1:", 1000 * 1 * 1000 + 1000 * 1000 * 1, "and", 1 * 1000 * 1 + 1000 * 1 * 1)
assert np.allclose((x @ x.T) @ x, x @ (x.T @ x))  # the same result, a thousandth of the work


# %% id=broadcasting
# hand: three-shapes
def result(a, b):
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return "do not fit"


for a, b in (((4, 1, 3), (5, 3)), ((3,), (3, 1)), ((2, 3), (2,)), ((6, 1), (1, 6))):
    print(f"{a!s:<11} with {b!s:<8}: {result(a, b)}")
assert result((4, 1, 3), (5, 3)) == (4, 5, 3)
assert result((3,), (3, 1)) == (3, 3)
assert result((2, 3), (2,)) == "do not fit"

# %% id=no-copy
row = np.arange(3.0)
wide = np.broadcast_to(row, (1_000_000, 3))
print("shape", wide.shape, " strides", wide.strides, " bytes of its own data:", row.nbytes)
assert wide.strides == (0, 8)  # a step down goes nowhere: no row was copied
total = np.ones((2, 3)) + row
print("ones + row:", total.tolist())
