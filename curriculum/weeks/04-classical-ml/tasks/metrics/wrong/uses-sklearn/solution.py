from sklearn.metrics import brier_score_loss, confusion_matrix, f1_score, precision_score, recall_score, roc_auc_score


def evaluate(y, p, thr=0.5):
    predicted = (p >= thr).astype(int)
    return {
        "acc": float((predicted == y).mean()),
        "precision": precision_score(y, predicted, zero_division=0),
        "recall": recall_score(y, predicted, zero_division=0),
        "f1": f1_score(y, predicted, zero_division=0),
        "auc": roc_auc_score(y, p) if 0 < y.mean() < 1 else None,
        "brier": brier_score_loss(y, p),
        "confusion": confusion_matrix(y, predicted, labels=[0, 1]),
    }
