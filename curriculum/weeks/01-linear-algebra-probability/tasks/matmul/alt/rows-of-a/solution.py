"""Each row of the product is a mix of the rows of B."""

import numpy as np


def _check(ok):
    if not ok:
        raise ValueError("the inner sizes of A and B differ")


def matmul_loops(A, B):
    width = {len(row) for row in A}
    columns = {len(row) for row in B}
    _check(width == {len(B)} and len(columns) == 1)
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*B, strict=True)] for row in A]


def matmul_vec(A, B):
    _check(A.shape[1] == B.shape[0])
    C = np.empty((len(A), B.shape[1]))
    for i, row in enumerate(A):
        C[i] = (row[:, np.newaxis] * B).sum(axis=0)
    return C


def batched(A, B):
    _check(A.shape[-1] == B.shape[-2])
    lead = np.broadcast_shapes(A.shape[:-2], B.shape[:-2])
    C = np.zeros((*lead, A.shape[-2], B.shape[-1]))
    for p in range(A.shape[-1]):
        C += A[..., :, p, None] * B[..., p, None, :]
    return C
