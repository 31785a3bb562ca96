"""Values there and back, and trees that were never made by an encoder."""

import json
import math
import random
from typing import Any

import numpy as np
import pytest

from workers.harness.values import BadValue, Decoder, Encoder, UnsupportedValue


def through(value: Any) -> Any:
    encoder = Encoder()
    tree = json.loads(json.dumps(encoder.encode(value), allow_nan=False))
    decoder = Decoder(b"".join(encoder.blobs))
    result = decoder.decode(tree)
    decoder.finish()
    return result


@pytest.mark.parametrize(
    "value",
    [
        None, True, False, 0, -3, 2**63, 1.5, "", "字\0\u202e", b"", b"\0\xff", [], (), {},
        [1, [2, (3,)]], {"a": 1, 2: (None,), (1, "x"): []},
        [0.5] * 100, list(range(-50, 50)), ["字", "", "a b"] * 40, [True] * 50, [1, 2.0] * 30, {"w": [1.0] * 40, "s": ["x"] * 40},
    ],
)  # fmt: skip
def test_plain_values_come_back_the_same(value: Any) -> None:
    result = through(value)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize("dtype", ["bool", "u1", "i1", "i2", "i4", "i8", "f2", "f4", "f8"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3), (1,) * 8])
def test_arrays_come_back_bit_for_bit(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(1).integers(0, 2, size=shape).astype(dtype)
    result = through(np.asarray(array))
    assert result.dtype == array.dtype
    assert result.shape == shape
    assert np.array_equal(result, array)
    assert result.flags.writeable


def test_strided_and_big_endian_arrays_are_packed() -> None:
    array = np.arange(24.0).reshape(4, 6)
    assert np.array_equal(through(array[::2, ::-1].T), array[::2, ::-1].T)
    assert np.array_equal(through(array.astype(">f8")), array)


def test_numbers_that_json_has_no_word_for() -> None:
    assert math.isnan(through(float("nan")))
    assert through([float("inf"), -math.inf]) == [math.inf, -math.inf]
    assert np.isnan(through(np.array([np.nan, np.inf]))[0])
    assert through(np.float32(0.1)) == np.float32(0.1)
    assert isinstance(through(np.int64(3)), np.int64)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        lambda: 0,
        1j,
        np.array(["a"]),
        np.array([None]),
        np.array([1j]),
        2**70,
        [[[[[[[[[[1]]]]]]]]]],
        np.zeros((1,) * 9, "f4"),
        np.datetime64("2024-01-01"),
    ],
)
def test_what_is_no_data_is_refused(value: Any) -> None:
    with pytest.raises(UnsupportedValue):
        Encoder().encode(value)


def test_a_value_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(UnsupportedValue):
        Encoder().encode(loop)


@pytest.mark.parametrize(
    "tree",
    [
        {}, {"a": 1, "t": []}, {"zz": 1}, {"a": ["f8", [2]]}, {"a": ["f8", "x"]}, {"a": ["O8", []]},
        {"a": [None, []]}, {"a": ["f8", [-1]]},
        {"a": ["f8", [1.0]]}, {"a": ["f8", [2**40, 0]]}, {"a": ["u1", [True]]}, {"t": 3},
        {"d": [[1, 2, 3]]}, {"d": [[{"d": []}, 1]]},
        {"f": "1"}, {"f": ["nan"]}, {"l": ["f4", 1]}, {"l": ["f8", -1]}, {"s": [1, 1]},
        {"s": [-1, 0]}, {"b": -1}, {"b": "x"}, {"n": ["f8", [1]]},
        10**30, [[[[[[[[[[1]]]]]]]]]],
    ],
)  # fmt: skip
def test_a_tree_that_no_encoder_made_is_refused(tree: Any) -> None:
    with pytest.raises(BadValue):
        Decoder(bytes(8)).decode(tree)


def test_a_bool_that_is_neither_is_refused() -> None:
    with pytest.raises(BadValue):
        Decoder(b"\2").decode({"a": ["b1", [1]]})


def test_bytes_left_over_are_refused() -> None:
    decoder = Decoder(bytes(9))
    decoder.decode({"a": ["f8", [1]]})
    with pytest.raises(BadValue):
        decoder.finish()


def test_random_trees_never_do_worse_than_be_refused() -> None:
    generator = random.Random(3)
    atoms: list[Any] = [None, True, 0, -1, 3, 1.5, "f8", "u1", "nan", "", [], [2], [1, 1]]

    def tree(depth: int) -> Any:
        if depth == 0 or generator.random() < 0.3:
            return generator.choice(atoms)
        if generator.random() < 0.4:
            return [tree(depth - 1) for _ in range(generator.randrange(4))]
        return {generator.choice("fdatnlbs"): tree(depth - 1)}

    for _ in range(3000):
        decoder = Decoder(bytes(generator.randrange(40)))
        try:
            decoder.decode(tree(5))
            decoder.finish()
        except BadValue:
            continue
