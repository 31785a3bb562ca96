"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
import tempfile
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

import solution

SIX_ROWS = """sepal_length,sepal_width,petal_length,petal_width,species
5.0,3.5,1.4,0.2,setosa
5.0,3.5,1.4,0.2,Setosa
4.6,NA,1.6,0.2, setosa
4.8,3.1,,0.3,SETOSA
6.0,2.5,4.0,1.0,versicolor
6.4,2.9,NA,1.4,Versicolor
"""


def cleaned():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "six.csv")
        path.write_text(SIX_ROWS, encoding="utf-8")
        return solution.clean(solution.load(str(path)))


def test_six_rows():
    df = cleaned()
    assert list(df.columns) == ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"]
    assert df["species"].tolist() == ["setosa", "setosa", "setosa", "versicolor", "versicolor"]
    np.testing.assert_allclose(df["sepal_width"], [3.5, 3.3, 3.1, 2.5, 2.9])
    np.testing.assert_allclose(df["petal_length"], [1.4, 1.6, 1.5, 4.0, 4.0])


def test_six_summary():
    setosa = solution.summary(cleaned())["setosa"]
    assert setosa["petal_length"]["n"] == 3
    np.testing.assert_allclose([setosa["petal_length"][key] for key in ("mean", "std", "median")], [1.5, 0.1, 1.5])


def test_figure_checklist():
    fig = solution.plot_scatter(cleaned(), "petal_length", "petal_width")
    (ax,) = fig.axes
    assert "petal_length" in ax.get_xlabel()
    assert "petal_width" in ax.get_ylabel()
    assert len(ax.collections) == 2
    assert sorted(text.get_text() for text in ax.get_legend().get_texts()) == ["setosa", "versicolor"]


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
