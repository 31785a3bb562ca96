# %% id=puzzle
import numpy as np
from sklearn.tree import DecisionTreeClassifier

rng = np.random.default_rng(5)


def passengers(n):
    """X f64[n, 4] = female, class, age, lucky number; survival depends on the first two, with luck."""
    X = np.column_stack([rng.integers(0, 2, n), rng.integers(1, 4, n), rng.uniform(1, 70, n), rng.random(n)])
    chance = np.where(X[:, 0] == 1, np.array([0.95, 0.85, 0.55])[X[:, 1].astype(int) - 1], 0.2)
    return X, (rng.random(n) < chance).astype(int)


(Xtr, ytr), (Xte, yte) = passengers(600), passengers(2000)
deep = DecisionTreeClassifier(random_state=0).fit(Xtr, ytr)
print("leaves:", deep.get_n_leaves(), " depth:", deep.get_depth())
print("train", deep.score(Xtr, ytr), " test", round(deep.score(Xte, yte), 3))
print("only 'female?' on the test set:", (Xte[:, 0] == yte).mean().round(3))
assert deep.score(Xtr, ytr) == 1.0
assert deep.score(Xte, yte) < (Xte[:, 0] == yte).mean()

# %% id=gini
# hand: four-groups


def gini(y):
    _, counts = np.unique(y, return_counts=True)
    return 1 - ((counts / len(y)) ** 2).sum()


for group in ([1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [0, 1, 2, 2]):
    print(group, "Gini", gini(np.array(group)))
assert [gini(np.array(g)) for g in ([1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [0, 1, 2, 2])] == [0, 0.375, 0.5, 0.625]

# %% id=gain
# hand: six-rows
X6 = np.array([[1.0, 7.0], [2.0, 3.0], [3.0, 5.0], [4.0, 6.0], [5.0, 2.0], [6.0, 4.0]])
y6 = np.array([0, 0, 1, 1, 1, 1])
gains = {}
for feature in (0, 1):
    values = np.unique(X6[:, feature])
    for threshold in (values[:-1] + values[1:]) / 2:
        left = X6[:, feature] <= threshold
        after = left.mean() * gini(y6[left]) + (~left).mean() * gini(y6[~left])
        gains[feature, float(threshold)] = gini(y6) - after
    print("feature", feature, {t: round(float(g), 4) for (f, t), g in gains.items() if f == feature})
best = max(gains, key=gains.get)
print("parent", gini(y6).round(4), " best:", best, "gain", gains[best].round(4))
assert best == (0, 2.5)
assert np.isclose(gains[best], 4 / 9)

# %% id=grow


def grow(X, y, depth):
    """A tree as nested dicts; a leaf holds the share of ones."""
    splits = []
    for f in range(X.shape[1]):
        values = np.unique(X[:, f])
        for t in (values[:-1] + values[1:]) / 2:
            left = X[:, f] <= t
            splits.append((gini(y) - left.mean() * gini(y[left]) - (~left).mean() * gini(y[~left]), -f, -t))
    if depth == 0 or not splits or max(splits)[0] <= 1e-12:
        return {"p": float(y.mean()), "n": len(y)}
    _, f, t = max(splits)
    left = X[:, -f] <= -t
    return {"feature": -f, "threshold": -t, "yes": grow(X[left], y[left], depth - 1), "no": grow(X[~left], y[~left], depth - 1)}


def show(tree, names, indent=""):
    if "p" in tree:
        print(f"{indent}-> {tree['p']:.2f} survived of {tree['n']}")
        return
    print(f"{indent}{names[tree['feature']]} <= {tree['threshold']:.2f}?")
    show(tree["yes"], names, indent + "   yes ")
    show(tree["no"], names, indent + "   no  ")


# %% id=read
small = grow(Xtr, ytr, depth=2)
show(small, ["female", "class", "age", "lucky"])

# %% id=depth
for depth in (1, 2, 3, 5, 8, 12, None):
    tree = DecisionTreeClassifier(max_depth=depth, random_state=0).fit(Xtr, ytr)
    print(f"depth {depth!s:4} leaves {tree.get_n_leaves():3}  train {tree.score(Xtr, ytr):.3f}  test {tree.score(Xte, yte):.3f}")

# %% id=scale-free
stretched = Xtr * np.array([1.0, 1.0, 365.0, 1e6]) + np.array([0.0, 0.0, 7.0, -3.0])
stretched_te = Xte * np.array([1.0, 1.0, 365.0, 1e6]) + np.array([0.0, 0.0, 7.0, -3.0])
same = DecisionTreeClassifier(max_depth=6, random_state=0)
before = same.fit(Xtr, ytr).predict(Xte)
after = same.fit(stretched, ytr).predict(stretched_te)
print("age in days, the number in millionths: same predictions:", (before == after).mean())
assert (before == after).all()

# %% id=two-points
accuracy = {"always sex": [], "tree of depth 3": []}
for _ in range(200):
    Xs, ys = passengers(328)
    shallow = DecisionTreeClassifier(max_depth=3, random_state=0).fit(Xtr, ytr)
    accuracy["always sex"].append((Xs[:, 0] == ys).mean())
    accuracy["tree of depth 3"].append(shallow.score(Xs, ys))
for name, values in accuracy.items():
    print(f"{name:16} mean {np.mean(values):.3f}  from one test set to another: {np.min(values):.3f} to {np.max(values):.3f}")
print("one standard error of 328 rows at 0.8:", np.sqrt(0.8 * 0.2 / 328).round(3))

# %% id=forest
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

forest = RandomForestClassifier(n_estimators=100, min_samples_leaf=3, random_state=0).fit(Xtr, ytr)
votes = np.array([tree.predict_proba(Xte)[:, 1] for tree in forest.estimators_])
print("votes", votes.shape, " their mean is the forest:", np.allclose(votes.mean(axis=0), forest.predict_proba(Xte)[:, 1]))
single = [roc_auc_score(yte, vote) for vote in votes]
print("AUC: single trees", np.mean(single).round(3), " forest", round(roc_auc_score(yte, votes.mean(axis=0)), 3))
assert roc_auc_score(yte, votes.mean(axis=0)) > np.mean(single)
