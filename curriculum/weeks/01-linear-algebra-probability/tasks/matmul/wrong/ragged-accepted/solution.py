import numpy as np


def matmul_loops(A, B):
    m, k, n = len(A), len(B), len(B[0])
    if len(A[0]) != k:
        raise ValueError("shapes do not fit")
    C = [[0.0] * n for _ in range(m)]
    for i in range(m):
        for j in range(n):
            for p in range(k):
                C[i][j] += A[i][p] * B[p][j]
    return C


def matmul_vec(A, B):
    if A.shape[1] != B.shape[0]:
        raise ValueError("inner sizes differ")
    C = np.zeros((A.shape[0], B.shape[1]))
    for p in range(A.shape[1]):
        C += A[:, p : p + 1] * B[p]
    return C


def batched(A, B):
    if A.shape[-1] != B.shape[-2]:
        raise ValueError("inner sizes differ")
    return (A[..., :, :, None] * B[..., None, :, :]).sum(axis=-2)
