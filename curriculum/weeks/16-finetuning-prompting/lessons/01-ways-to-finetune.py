# %% id=count
# hand: one-matrix
n_in, n_out, r, layers, prompt = 768, 768, 8, 12, 20
full, lora = n_in * n_out, r * (n_in + n_out)
print(f"one matrix: full {full:,}  LoRA r={r} {lora:,}  share {lora / full:.4f}")
print(f"head only, two classes: {n_in * 2 + 2:,}   prompt tuning, {prompt} vectors: {prompt * n_in:,}")
print(f"LoRA on query and value of {layers} layers: {2 * layers * lora:,}")
assert (full, lora) == (589824, 12288)
for rank in (1, 8, 64, 384, 768):
    print(f"r={rank:4}: {rank * (n_in + n_out):9,}  share {rank * (n_in + n_out) / full:.4f}")

# %% id=lora-two
# hand: lora-two
import torch

W = torch.eye(2, dtype=torch.float64)
A = torch.tensor([[1.0, 2.0]], dtype=torch.float64)  # [r,in]
B = torch.tensor([[1.0], [-1.0]], dtype=torch.float64)  # [out,r]
x, alpha, r = torch.tensor([1.0, 1.0], dtype=torch.float64), 2, 1
side = alpha / r * (B @ (A @ x))
print("A", tuple(A.shape), "B", tuple(B.shape), " Ax", (A @ x).tolist(), " side", side.tolist())
print("y", (W @ x + side).tolist(), " merged", (W + alpha / r * B @ A).tolist())
assert (W @ x + side).tolist() == ((W + alpha / r * B @ A) @ x).tolist() == [7.0, -5.0]

# %% id=rank
torch.manual_seed(0)
big_A, big_B = torch.randn(8, 64), torch.randn(64, 8)
delta = big_B @ big_A
values = torch.linalg.svdvals(delta)
print("delta", tuple(delta.shape), " 8th and 9th singular value", values[7:9].numpy().round(3))
assert values[8] < 1e-3 < values[7]


# %% id=start
def first_step(a_std, b_std, rank=8):
    """(largest change of the output, |grad A|, |grad B|) before the first step."""
    g = torch.Generator().manual_seed(1)
    W = torch.randn(64, 64, generator=g) / 8
    x, target = torch.randn(32, 64, generator=g), torch.randn(32, 64, generator=g)
    A = (a_std * torch.randn(rank, 64, generator=g)).requires_grad_()
    B = (b_std * torch.randn(64, rank, generator=g)).requires_grad_()
    y = x @ W.T + 2 * (x @ A.T) @ B.T
    ((y - target) ** 2).mean().backward()
    return (y - x @ W.T).abs().max().item(), A.grad.norm().item(), B.grad.norm().item()


for name, a, b in (("B = 0", 1 / 8, 0.0), ("A = 0", 0.0, 1 / 8), ("both 0", 0.0, 0.0), ("both random", 1 / 8, 1 / 8)):
    moved, ga, gb = first_step(a, b)
    print(f"{name:12} output moved {moved:.3f}  |grad A| {ga:.4f}  |grad B| {gb:.4f}")

# %% id=scale
torch.manual_seed(2)
x, target = torch.randn(256, 64), torch.randn(256, 64)


def after_one_step(rank, scale):
    """How far one step of size 0.01 on B, the way Adam takes it, moves the output (its standard deviation)."""
    A, B = torch.randn(rank, 64) / 8, torch.zeros(64, rank, requires_grad=True)
    ((scale * (x @ A.T) @ B.T - target) ** 2).mean().backward()
    return (scale * (x @ A.T) @ (-0.01 * B.grad.sign()).T).std().item()


for rank in (1, 4, 16, 64):
    moved = [after_one_step(rank, scale) for scale in (16, 16 / rank, 16 / rank**0.5)]
    print(f"r={rank:3}: scale 16 moves {moved[0]:.3f}  16/r {moved[1]:.3f}  16/sqrt(r) {moved[2]:.3f}")

# %% id=world
g = torch.Generator().manual_seed(3)
W0 = torch.randn(64, 64, generator=g) / 8  # pretrained, kept as it is
change = torch.randn(64, 2, generator=g) @ torch.randn(2, 64, generator=g) / 16  # what the new task asks for: rank 2
x_few, x_new = torch.randn(96, 64, generator=g), torch.randn(2000, 64, generator=g)
y_few = x_few @ (W0 + change).T + 0.5 * torch.randn(96, 64, generator=g)
y_new = x_new @ (W0 + change).T
nothing = ((x_new @ W0.T - y_new) ** 2).mean().item()
rank = int(torch.linalg.matrix_rank(change))
print("W0", tuple(W0.shape), " rank of the change", rank, " error, nothing trained", round(nothing, 3))


# %% id=trained
def trained(start, steps=1500):
    """start: (weights to train, how they make a matrix). Returns (numbers trained, error on few, error on new inputs)."""
    params, matrix = start
    optimiser = torch.optim.Adam(params, 0.01)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 0.01 * (1 - step / steps)
        loss = ((x_few @ matrix().T - y_few) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return sum(p.numel() for p in params), loss.item(), ((x_new @ matrix().T - y_new) ** 2).mean().item()


# %% id=compare
def full():
    W = W0.clone().requires_grad_()
    return [W], lambda: W


def low_rank(rank, seed=0):
    A = (torch.randn(rank, 64, generator=torch.Generator().manual_seed(seed)) / 8).requires_grad_()
    B = torch.zeros(64, rank, requires_grad=True)
    return [A, B], lambda: W0 + 2 * B @ A


def bias_only():
    b = torch.zeros(64, 1, requires_grad=True)
    return [b], lambda: W0 + b  # a constant added to each row: few numbers, the wrong ones


for name, start in (("full", full()), ("row shift", bias_only()), *((f"LoRA r={r}", low_rank(r)) for r in (1, 2, 4, 16, 64))):
    count, seen, new = trained(start)
    print(f"{name:10} {count:5} numbers  error on the 96 {seen:.4f}  on new inputs {new:.4f}")

# %% id=merge
params, matrix = low_rank(2)
trained((params, matrix))
A, B = (p.detach() for p in params)
merged = W0 + 2 * B @ A
two_roads, one_road = x_new @ W0.T + 2 * (x_new @ A.T) @ B.T, x_new @ merged.T
print("same output:", torch.allclose(two_roads, one_road, atol=1e-4), " kept", A.numel() + B.numel(), "of", W0.numel())
careless = W0.clone()
for call in (1, 2, 3):
    careless += 2 * B @ A  # adds to the weight it was given
    error = ((x_new @ careless.T - y_new) ** 2).mean().item()
    print("careless merge, call", call, "error", round(error, 3))
assert torch.allclose(merged, W0 + 2 * B @ A)
