"""How the gradient shrinks or grows going back 60 steps, for several spectral radii, with and without tanh."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

H, T = 40, 60
RADII = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4)
BLUE, ORANGE = "#4c78a8", "#f58518"


def norms(rho, squash):
    """|dL/dh_(T-k)| / |dL/dh_T|, k = 0 ... T-1, of an orthogonal matrix times rho on small random inputs; mean of 10 runs."""
    runs = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        W = rho * np.linalg.qr(rng.normal(size=(H, H)))[0]
        h, states = np.zeros(H), []
        for _ in range(T):
            z = W @ h + 0.2 * rng.normal(size=H)
            h = np.tanh(z) if squash else z
            states.append(h)
        g = rng.normal(size=H)
        found = [np.linalg.norm(g)]
        for h in reversed(states[1:]):
            g = (g * (1 - h**2) if squash else g) @ W
            found.append(np.linalg.norm(g))
        runs.append(np.log(np.array(found) / found[0]))
    return [float(f"{value:.4g}") for value in np.exp(np.mean(runs, axis=0))]


lines = {rho: (norms(rho, False), norms(rho, True)) for rho in RADII}


def traces(rho):
    names = (text("没有 tanh", "without tanh"), text("有 tanh", "with tanh"))
    looks = ({"color": BLUE, "dash": "dash"}, {"color": ORANGE})
    return [
        {"type": "scatter", "mode": "lines", "x": list(range(T)), "y": y, "name": name, "line": look}
        for y, name, look in zip(lines[rho], names, looks, strict=True)
    ]


labels = [f"{rho:g}" for rho in RADII]
frames = [{"name": label, "data": traces(rho)} for label, rho in zip(labels, RADII, strict=True)]
shape = layout(
    text("往回走，梯度还剩多少", "How much of the gradient is left, going back"),
    text("往回几步", "steps back"),
    text("相对大小（对数）", "relative size (log)"),
    yaxis={"type": "log", "range": [-9.5, 9], "exponentformat": "power", "dtick": 3},
    legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
    sliders=slider(labels, text("谱半径：", "spectral radius: ")),
    margin={"t": 80},
)
alt = text(
    (
        "横轴是往回的步数，纵轴是对数刻度的梯度大小。没有 tanh 的线是直线，"
        "谱半径小于 1 向下、大于 1 向上；有 tanh 的线总在它下方。"
    ),
    (
        "Size of the gradient on a logarithmic axis over the steps back. Without tanh the line is straight, falling for a "
        "spectral radius below 1 and rising above 1; with tanh the line always lies below it."
    ),
)
save("gradient-over-time", alt, traces(RADII[0]), shape, frames)


def draw(ax):
    for rho, colour in ((0.9, BLUE), (1.1, ORANGE)):
        ax.semilogy(lines[rho][0], "--", color=colour)
        ax.semilogy(lines[rho][1], "-", color=colour, label=f"ρ = {rho}")
    ax.set_xlabel("steps back (dashed: without tanh)", color="#777")
    ax.tick_params(colors="#777")
    ax.legend(frameon=False, labelcolor="#777")


save_svg("gradient-over-time", draw)
