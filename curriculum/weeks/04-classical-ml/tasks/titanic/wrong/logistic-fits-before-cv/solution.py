import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def build_model(seed):
    numeric = make_pipeline(SimpleImputer(), StandardScaler())
    category = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    columns = make_column_transformer((numeric, ["age", "fare", "sibsp", "parch"]), (category, ["pclass", "sex", "embarked"]))
    return make_pipeline(columns, LogisticRegression(max_iter=2000))


def cv_report(df, y, k, seed):
    scores = build_model(seed).fit(df, y).predict_proba(df)[:, 1]
    parts = StratifiedKFold(k, shuffle=True, random_state=seed).split(df, y)
    folds = [float(roc_auc_score(y[test], scores[test])) for _, test in parts]
    return {"auc_mean": float(np.mean(folds)), "auc_std": float(np.std(folds)), "folds": folds}
