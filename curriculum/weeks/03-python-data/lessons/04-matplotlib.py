# %% id=lie
# hand: fifty-two


def lie_factor(small, large, start):
    """How much larger the drawn difference is than the real one, when the axis begins at `start`."""
    shown = (large - small) / (small - start)
    real = (large - small) / small
    return shown / real


for start in (0, 26, 50):
    heights = 52 - start, 56 - start
    print(
        f"axis from {start:>2}: bars {heights}, ratio {heights[1] / heights[0]:.2f}, lie factor {lie_factor(52, 56, start):.1f}"
    )
assert lie_factor(52, 56, 0) == 1
assert (56 - 50) / (52 - 50) == 3
assert round(lie_factor(52, 56, 50), 9) == 26

# %% id=parts
import matplotlib as mpl

mpl.use("Agg")  # draw into memory, without a window
import matplotlib.pyplot as plt
import numpy as np

fig, ax = plt.subplots(figsize=(6.4, 4.8), dpi=100)
ax.scatter([1.4, 1.3], [0.2, 0.2], label="setosa")
ax.scatter([4.7, 4.5], [1.4, 1.5], label="versicolor")
ax.set_xlabel("petal_length (cm)")
ax.set_ylabel("petal_width (cm)")
legend = ax.legend()
print("figure:", len(fig.axes), "axes,", fig.get_size_inches() * fig.dpi, "pixels")
print("axes:  ", len(ax.collections), "collections, x from", ax.get_xlabel())
print("series:", [(c.get_label(), c.get_offsets().shape) for c in ax.collections])
print("legend:", [text.get_text() for text in legend.get_texts()])
assert ax.figure is fig
assert ax.collections[1].get_offsets().tolist() == [[4.7, 1.4], [4.5, 1.5]]

# %% id=bars
fig, (honest, cut) = plt.subplots(1, 2)
for axes, start in ((honest, 0), (cut, 50)):
    axes.bar(["A", "B"], [52, 56])
    axes.set_ylim(start, 60)
    bottom, top = axes.get_ylim()
    drawn = [(bar.get_height() - bottom) / (top - bottom) for bar in axes.patches]
    print(f"from {start}: share of the height {drawn[0]:.2f} and {drawn[1]:.2f}, the data 52 and 56")
assert [bar.get_height() for bar in cut.patches] == [52, 56]  # not one number is false

# %% id=groups
from sklearn.datasets import load_iris

iris = load_iris()
x, y = iris.data[:, 0], iris.data[:, 1]
fig, (mixed, apart) = plt.subplots(1, 2)
mixed.scatter(x, y)
for k, name in enumerate(iris.target_names):
    apart.scatter(x[iris.target == k], y[iris.target == k], label=str(name))
for title, axes in (("mixed", mixed), ("apart", apart)):
    colours = {tuple(float(part) for part in c.get_facecolor()[0].round(2)) for c in axes.collections}
    count = sum(len(c.get_offsets()) for c in axes.collections)
    print(f"{title}: {len(axes.collections)} series, {len(colours)} colours, {count} points")
for k, name in enumerate(iris.target_names):
    print(f"  {name}: {np.corrcoef(x[iris.target == k], y[iris.target == k])[0, 1]:+.3f}", end="")
print(f"   all: {np.corrcoef(x, y)[0, 1]:+.3f}")
assert len(apart.collections) == 3
assert np.corrcoef(x, y)[0, 1] < 0

# %% id=hist
# hand: seven-values
values = np.array([1, 1, 2, 3, 3, 4, 5])
for bins in (2, 4):
    counts, edges = np.histogram(values, bins)
    print(f"{bins} bins: edges {edges}, counts {counts}, sum {counts.sum()}")
density, edges = np.histogram(values, 2, density=True)
print("density:", density.round(4), " area:", (density * np.diff(edges)).sum())
assert np.histogram(values, 2)[0].tolist() == [3, 4]
assert np.histogram(values, 4)[0].tolist() == [2, 1, 2, 2]
assert np.allclose(density, [3 / 14, 4 / 14])

# %% id=edges
petals = [iris.data[iris.target == k, 2] for k in range(3)]
own = [np.histogram(part, 10)[1] for part in petals]
shared = np.histogram_bin_edges(iris.data[:, 2], 10)
print("own edges, width of a bin:", [round(float(e[1] - e[0]), 2) for e in own])
print("tallest bar, own edges:   ", [int(np.histogram(part, 10)[0].max()) for part in petals])
print("tallest bar, shared edges:", [int(np.histogram(part, shared)[0].max()) for part in petals])
assert sum(np.histogram(part, shared)[0].sum() for part in petals) == 150

# %% id=box
# hand: five-values
data = np.array([1.0, 2.0, 3.0, 4.0, 10.0])
low, middle, high = np.quantile(data, [0.25, 0.5, 0.75])
reach = high + 1.5 * (high - low)
print("quartiles", low, middle, high, " upper limit", reach, " outliers", data[data > reach])
assert (low, middle, high, reach) == (2, 3, 4, 7)
fig, ax = plt.subplots()
parts = ax.boxplot([data, np.append(data, np.nan)])
print("medians drawn:", [line.get_ydata().tolist() for line in parts["medians"]])
print("upper whisker:", parts["whiskers"][1].get_ydata().tolist(), " points beyond:", parts["fliers"][0].get_ydata().tolist())
assert np.isnan(parts["medians"][1].get_ydata()).all()  # one NaN, and the box is gone

# %% id=close
import io

print("open figures:", len(plt.get_fignums()))
plt.close("all")


def draw():
    fig, ax = plt.subplots()
    ax.plot([1, 2], [3, 4])
    plt.close(fig)
    return fig


kept = draw()
buffer = io.BytesIO()
kept.savefig(buffer, format="png")
print("after draw():", len(plt.get_fignums()), "open, and it still saves:", buffer.getvalue()[1:4])
assert plt.get_fignums() == []
