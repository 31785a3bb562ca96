from bisect import bisect_left, bisect_right


def evaluate(y, p, thr=0.5):
    pairs = [(int(truth), float(score)) for truth, score in zip(y, p)]
    confusion = [[0, 0], [0, 0]]
    for truth, score in pairs:
        confusion[truth][score >= thr] += 1
    (tn, fp), (fn, tp) = confusion

    def over(a, b):
        return a / b if b != 0 else 0.0

    negatives = sorted(score for truth, score in pairs if truth == 0)
    positives = [score for truth, score in pairs if truth == 1]
    auc = None
    if negatives and positives:
        half_wins = sum(bisect_left(negatives, s) + bisect_right(negatives, s) for s in positives)
        auc = half_wins / 2 / len(negatives) / len(positives)
    return {
        "acc": (tp + tn) / len(pairs),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "f1": over(2 * tp, 2 * tp + fp + fn),
        "auc": auc,
        "brier": sum((score - truth) ** 2 for truth, score in pairs) / len(pairs),
        "confusion": confusion,
    }
