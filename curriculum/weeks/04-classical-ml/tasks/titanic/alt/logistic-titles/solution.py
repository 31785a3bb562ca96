import numpy as np
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def build_model(seed):
    """Plain columns, one-hot and a logistic regression; the seed has nothing to decide."""
    numeric = make_pipeline(SimpleImputer(strategy="mean", add_indicator=True), StandardScaler())
    category = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="infrequent_if_exist"))
    columns = make_column_transformer(
        (numeric, ["age", "fare", "sibsp", "parch"]), (category, ["pclass", "sex", "embarked"]), remainder="drop"
    )
    return Pipeline([("columns", columns), ("model", LogisticRegression(max_iter=2000, C=1.0))])


def cv_report(df, y, k, seed):
    """Folds that are not stratified, each with a model of its own."""
    scores = []
    for train, test in KFold(k, shuffle=True, random_state=seed).split(df):
        model = clone(build_model(seed)).fit(df.iloc[train], y[train])
        scores.append(roc_auc_score(y[test], model.predict_proba(df.iloc[test])[:, 1]))
    return {"auc_mean": np.mean(scores), "auc_std": np.std(scores), "folds": np.array(scores)}
