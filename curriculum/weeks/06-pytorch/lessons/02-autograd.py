# %% id=by-hand
# hand: three-nodes
import torch

torch.set_num_threads(1)
w = torch.tensor(2.0, requires_grad=True)
x, b = torch.tensor(3.0), torch.tensor(-1.0, requires_grad=True)
u = w * x
v = u + b
loss = v**2
loss.backward()
print("u, v, loss =", u.item(), v.item(), loss.item())
print("dloss/dw =", w.grad.item(), " dloss/db =", b.grad.item())
assert (u.item(), v.item(), loss.item()) == (6.0, 5.0, 25.0)
assert (w.grad.item(), b.grad.item()) == (30.0, 10.0)

# %% id=graph
node = loss.grad_fn
while node is not None:
    print(type(node).__name__)
    node = node.next_functions[0][0] if node.next_functions else None

# %% id=two-paths
# hand: two-paths
w = torch.tensor(3.0, requires_grad=True)
loss = w * w + 2 * w
loss.backward()
print("loss =", loss.item(), " dloss/dw =", w.grad.item(), " by formula:", 2 * w.item() + 2)
assert loss.item() == 15.0
assert w.grad.item() == 3 + 3 + 2 == 8

# %% id=twice
w = torch.tensor(2.0, requires_grad=True)
loss = (w * 3.0 - 1.0) ** 2
loss.backward(retain_graph=True)
first = w.grad.item()
loss.backward()
print("after one backward:", first, " after two:", w.grad.item())
try:
    loss.backward()
except RuntimeError as error:
    print("a third time:", str(error).split(".")[0][:60])
assert w.grad.item() == 2 * first == 60.0

# %% id=clear
for clear in (False, True):
    w = torch.tensor(2.0, requires_grad=True)
    path = [w.item()]
    for _ in range(4):
        if clear:
            w.grad = None
        ((w * 3.0 - 1.0) ** 2).backward()
        with torch.no_grad():
            w -= 0.02 * w.grad
        path.append(round(w.item(), 4))
    print("cleared:" if clear else "kept:   ", path, " minimum at", round(1 / 3, 4))

# %% id=leaves
a = torch.randn(3, requires_grad=True)
b = a * 0.1
c = (torch.randn(3) * 0.1).requires_grad_()
for name, tensor in {"a": a, "b = a * 0.1": b, "c": c}.items():
    print(f"{name:<12} leaf: {tensor.is_leaf}  requires_grad: {tensor.requires_grad}  made by: {tensor.grad_fn is not None}")
(b.sum() + c.sum()).backward()
print("a.grad and c.grad:", a.grad.tolist(), c.grad.tolist(), " b kept one:", b.retains_grad)
assert a.is_leaf
assert c.is_leaf
assert not b.is_leaf
assert not b.retains_grad

# %% id=detach
w = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    quiet = w * 3
cut = (w * 3).detach()
loss = w * cut  # cut is a constant here: dloss/dw = cut = 6, not 12
loss.backward()
print("no_grad result requires grad:", quiet.requires_grad, " detach:", cut.requires_grad)
print("dloss/dw with detach:", w.grad.item(), " without:", torch.autograd.grad(w * (w * 3), w)[0].item())
assert w.grad.item() == 6.0


# %% id=kept-graphs
def nodes(tensor):
    """How many operations the tensor's graph keeps alive."""
    seen, stack = set(), [tensor.grad_fn]
    while stack:
        node = stack.pop()
        if node is not None and node not in seen:
            seen.add(node)
            stack += [parent for parent, _ in node.next_functions]
    return len(seen)


w = torch.tensor(1.0, requires_grad=True)
total, plain = torch.tensor(0.0), 0.0
for _ in range(100):
    loss = (w * 2 - 1) ** 2
    total, plain = total + loss, plain + loss.item()
print("operations kept by the running tensor:", nodes(total), " by the running float: 0", " same value:", total.item() == plain)
assert nodes(total) > 300
