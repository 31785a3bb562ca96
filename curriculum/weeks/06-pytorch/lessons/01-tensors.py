# %% id=address
# hand: two-by-three
import torch

torch.set_num_threads(1)
x = torch.arange(6).view(2, 3)
t = x.t()
print("x:", tuple(x.shape), "strides", x.stride(), " t:", tuple(t.shape), "strides", t.stride())


def element(tensor, *index):
    """The number at `index`, found by hand in the flat memory."""
    place = tensor.storage_offset() + sum(i * s for i, s in zip(index, tensor.stride()))
    return x.flatten()[place].item()


assert x.stride() == (3, 1)
assert t.stride() == (1, 3)
assert element(x, 1, 2) == x[1, 2].item() == 5
assert element(t, 2, 1) == t[2, 1].item() == 5  # place 2*1 + 1*3 = 5
print("x[1, 2] and t[2, 1] lie at place 5 of the same memory")

# %% id=slices
# hand: slice-offset
part, every = x[1, 1:], x[:, ::2]
for name, cut in {"x[1, 1:]": part, "x[:, ::2]": every}.items():
    print(f"{name:<10} starts at {cut.storage_offset()}, strides {cut.stride()}, reads {cut.tolist()}")
assert part.storage_offset() == 4
assert part.stride() == (1,)
assert part.tolist() == [4, 5]
assert every.storage_offset() == 0
assert every.stride() == (3, 2)
assert every.tolist() == [[0, 2], [3, 5]]
print("bytes kept by the slice:", part.untyped_storage().nbytes(), " by its clone:", part.clone().untyped_storage().nbytes())

# %% id=same-memory
print("same memory:", x.data_ptr() == t.data_ptr(), " t is contiguous:", t.is_contiguous())
t[0, 1] = 100  # writes through the transpose
print("x after writing t[0, 1] = 100:", x.tolist())
assert x[1, 0].item() == 100
x[1, 0] = 3


# %% id=contiguous
def contiguous_strides(shape):
    """Strides of a freshly made tensor: each is the product of the sizes to its right."""
    strides, step = [], 1
    for size in reversed(shape):
        strides.append(step)
        step *= size
    return tuple(reversed(strides))


for shape in [(2, 3), (4, 5, 6), (7,)]:
    assert torch.empty(shape).stride() == contiguous_strides(shape)
    print(shape, "->", contiguous_strides(shape))

# %% id=view-or-reshape
try:
    t.view(-1)
except RuntimeError as error:
    print("view   :", str(error).split(".")[0][:70])
flat = t.reshape(-1)
print("reshape:", flat.tolist(), " same memory:", flat.data_ptr() == x.data_ptr())
print("t.contiguous() strides:", t.contiguous().stride())
assert flat.tolist() == [0, 3, 1, 4, 2, 5]
assert flat.data_ptr() != x.data_ptr()
assert x.reshape(-1).data_ptr() == x.data_ptr()  # no copy where none is needed

# %% id=broadcast
a = torch.zeros(4, 1, 3)
b = torch.zeros(5, 1)
print("(4, 1, 3) + (5, 1) ->", tuple((a + b).shape))
row = torch.tensor([1.0, 2.0, 3.0])
wide = row.expand(4, 3)
print("expand: strides", wide.stride(), " numbers in memory:", wide.untyped_storage().nbytes() // 4)
y = torch.tensor([[1.0], [2.0], [3.0]])
print("(3, 1) - (3,) ->", tuple((y - row).shape), " mean of squares:", (y - row).square().mean().item())
assert (a + b).shape == (4, 5, 3)
assert wide.stride() == (0, 1)

# %% id=dtype
print("int / int  ->", (torch.tensor([3]) / torch.tensor([2])).dtype)
print("int + 0.5  ->", (torch.tensor([3]) + 0.5).dtype)
print("f32 + f64  ->", (torch.zeros(1) + torch.zeros(1, dtype=torch.float64)).dtype)
print("f32 + 0-d f64 ->", (torch.zeros(1) + torch.tensor(0.5, dtype=torch.float64)).dtype)
print("u8: 200 + 100 ->", (torch.tensor([200], dtype=torch.uint8) + torch.tensor([100], dtype=torch.uint8)).item())
assert (torch.zeros(1) + torch.zeros(1, dtype=torch.float64)).dtype == torch.float64

# %% id=numpy
import numpy as np

array = np.zeros(3, dtype=np.float32)
shared, copied = torch.from_numpy(array), torch.tensor(array)
array[0] = 7.0
print("from_numpy:", shared.tolist(), " tensor:", copied.tolist())
print("np.zeros(2) becomes", torch.from_numpy(np.zeros(2)).dtype, "; torch.zeros(2) is", torch.zeros(2).dtype)
assert shared[0].item() == 7.0
assert copied[0].item() == 0.0
