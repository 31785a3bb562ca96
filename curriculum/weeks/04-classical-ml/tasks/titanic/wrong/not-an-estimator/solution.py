import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder


class Model:
    def __init__(self, seed):
        words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
        columns = make_column_transformer(
            (SimpleImputer(), ["pclass", "age", "fare", "sibsp", "parch"]), (words, ["sex", "embarked"])
        )
        self.inner = make_pipeline(columns, RandomForestClassifier(20, min_samples_leaf=3, random_state=seed))

    def fit(self, X, y):
        self.inner.fit(X, y)
        return self

    def predict_proba(self, X):
        return self.inner.predict_proba(X)


def build_model(seed):
    return Model(seed)


def cv_report(df, y, k, seed):
    folds = []
    for train, test in StratifiedKFold(k, shuffle=True, random_state=seed).split(df, y):
        model = build_model(seed).fit(df.iloc[train], y[train])
        folds.append(float(roc_auc_score(y[test], model.predict_proba(df.iloc[test])[:, 1])))
    return {"auc_mean": float(np.mean(folds)), "auc_std": float(np.std(folds)), "folds": folds}
