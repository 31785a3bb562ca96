import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score


class Passengers(ClassifierMixin, BaseEstimator):
    """An estimator of one's own: pandas for the features, everything it learns kept from fit."""

    def __init__(self, seed=0, trees=80):
        self.seed = seed
        self.trees = trees

    def table(self, df):
        dummies = pd.get_dummies(df[["sex", "embarked"]], dtype=float)
        wide = pd.concat([df[["pclass", "sibsp", "parch"]], df[["age", "fare"]].fillna(self.medians_), dummies], axis=1)
        wide["no_cabin"] = df["cabin"].isna().astype(float)
        return wide.reindex(columns=self.columns_, fill_value=0.0) if hasattr(self, "columns_") else wide

    def fit(self, X, y):
        self.__dict__.pop("columns_", None)
        self.medians_ = X[["age", "fare"]].median()
        wide = self.table(X)
        self.columns_ = list(wide.columns)
        self.classes_ = np.unique(y)
        self.model_ = GradientBoostingClassifier(n_estimators=self.trees, random_state=self.seed).fit(wide, y)
        return self

    def predict_proba(self, X):
        return self.model_.predict_proba(self.table(X))

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def build_model(seed):
    return Passengers(seed=seed)


def cv_report(df, y, k, seed):
    order = np.random.default_rng(seed).permutation(len(y))
    folds = []
    for part in np.array_split(order, k):
        rest = np.setdiff1d(order, part)
        model = build_model(seed).fit(df.iloc[rest], y[rest])
        folds.append(float(roc_auc_score(y[part], model.predict_proba(df.iloc[part])[:, 1])))
    return {"folds": folds, "auc_mean": sum(folds) / k, "auc_std": float(np.std(folds, ddof=0))}
