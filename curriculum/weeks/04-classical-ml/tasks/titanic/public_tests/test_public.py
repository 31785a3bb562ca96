"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import io
import sys
from pathlib import Path

import numpy as np
import pandas as pd

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import build_model, cv_report

SAMPLE = """\
pclass,survived,name,sex,age,sibsp,parch,ticket,fare,cabin,embarked,home.dest
3,1,"Kink-Heilmann, Mr. Anton",male,29.0,3,1,315153,22.025,,S,
3,0,"Palsson, Master. Gosta Leonard",male,2.0,3,1,349909,21.075,,S,
1,1,"Marechal, Mr. Pierre",male,,0,0,11774,29.7,C47,C,"Paris, France"
3,0,"Olsvigen, Mr. Thor Anderson",male,20.0,0,0,6563,9.225,,S,"Oslo, Norway Cameron, WI"
2,1,"Harper, Miss. Annie Jessie 'Nina'",female,6.0,0,1,248727,33.0,,S,"Denmark Hill, Surrey / Chicago"
2,0,"Kvillner, Mr. Johan Henrik Johannesson",male,31.0,0,0,C.A. 18723,10.5,,S,"Sweden / Arlington, NJ"
2,1,"Keane, Miss. Nora A",female,,0,0,226593,12.35,E101,Q,"Harrisburg, PA"
3,0,"Andersson, Miss. Ebba Iris Alfrida",female,6.0,4,2,347082,31.275,,S,"Sweden Winnipeg, MN"
1,1,"Crosby, Mrs. Edward Gifford (Catherine Elizabeth Halstead)",female,64.0,1,1,112901,26.55,B26,S,"Milwaukee, WI"
2,1,"Mallet, Mrs. Albert (Antoinette Magnin)",female,24.0,1,1,S.C./PARIS 2079,37.0042,,C,"Paris / Montreal, PQ"
3,0,"Markun, Mr. Johann",male,33.0,0,0,349257,7.8958,,S,
1,1,"Fortune, Miss. Mabel Helen",female,23.0,3,2,19950,263.0,C23 C25 C27,S,"Winnipeg, MB"
3,0,"Hakkarainen, Mr. Pekka Pietari",male,28.0,1,0,STON/O2. 3101279,15.85,,S,
3,0,"Lindahl, Miss. Agda Thorilda Viktoria",female,25.0,0,0,347071,7.775,,S,
2,0,"McCrie, Mr. James Matthew",male,30.0,0,0,233478,13.0,,S,"Sarnia, ON"
3,0,"Lemberopolous, Mr. Peter L",male,34.5,0,0,2683,6.4375,,C,
2,1,"Trout, Mrs. William H (Jessie L)",female,28.0,0,0,240929,12.65,,S,"Columbus, OH"
2,0,"Bracken, Mr. James H",male,27.0,0,0,220367,13.0,,S,"Lake Arthur, Chavez County, NM"
1,0,"Molson, Mr. Harry Markland",male,55.0,0,0,113787,30.5,C30,S,"Montreal, PQ"
2,1,"Richards, Master. William Rowe",male,3.0,1,1,29106,18.75,,S,"Cornwall / Akron, OH"
"""
TABLE = pd.read_csv(io.StringIO(SAMPLE), dtype={"cabin": "str", "home.dest": "str"})
FEATURES, SURVIVED = TABLE.drop(columns="survived"), TABLE["survived"].to_numpy()


def test_sample_rows():
    before = FEATURES.copy()
    model = build_model(0)
    model.fit(FEATURES, SURVIVED)
    p = np.asarray(model.predict_proba(FEATURES))
    assert p.shape == (20, 2), p.shape
    np.testing.assert_allclose(p.sum(axis=1), 1.0, rtol=1e-9)
    assert (p >= 0).all()
    pd.testing.assert_frame_equal(FEATURES, before)


def test_cv_shape():
    many = pd.concat([FEATURES] * 6, ignore_index=True)
    report = cv_report(many, np.tile(SURVIVED, 6), 4, 0)
    assert set(report) == {"auc_mean", "auc_std", "folds"}, set(report)
    folds = np.asarray(report["folds"])
    assert folds.shape == (4,)
    assert ((folds >= 0) & (folds <= 1)).all()
    np.testing.assert_allclose([report["auc_mean"], report["auc_std"]], [folds.mean(), folds.std()], rtol=1e-9, atol=1e-12)


if __name__ == "__main__":
    failed = 0
    for name, test in [(key, value) for key, value in list(globals().items()) if key.startswith("test_")]:
        try:
            test()
        except Exception as problem:
            failed += 1
            print(f"FAIL {name}: {type(problem).__name__}: {problem}")
        else:
            print(f"ok   {name}")
    sys.exit(1 if failed else 0)
