"""Every kind of question, and all four outcomes of each."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyday.learning.checking import Given, Outcome, answer_form, check, read_code, read_number, read_shape
from tests.everyday.factories import choice_spec, text_spec

CORRECT, INCORRECT = Outcome.CORRECT, Outcome.INCORRECT
NOTHING, UNCHECKABLE = Outcome.NOT_ATTEMPTED, Outcome.UNCHECKABLE


def _three_options(*right: str) -> dict[str, Any]:
    options = [{"id": name, "text": {}, "correct": name in right, "explain": {}} for name in "abc"]
    return choice_spec(options=options)


@pytest.mark.parametrize(
    ("chosen", "outcome"),
    [(["a"], CORRECT), (["b"], INCORRECT), ([], NOTHING), (["z"], UNCHECKABLE), (["a", "b"], UNCHECKABLE), ("a", UNCHECKABLE)],
)
def test_one_of_several(chosen: Given, outcome: Outcome) -> None:
    assert check("single", choice_spec(), chosen) is outcome


@pytest.mark.parametrize(
    ("chosen", "outcome"),
    [
        (["a", "c"], CORRECT),
        (["c", "a"], CORRECT),
        (["a"], INCORRECT),
        (["a", "b", "c"], INCORRECT),
        ([], NOTHING),
        (["a", "z"], UNCHECKABLE),
    ],
)
def test_several_of_several(chosen: Given, outcome: Outcome) -> None:
    assert check("multi", _three_options("a", "c"), chosen) is outcome


@pytest.mark.parametrize("kind", ["number", "shape", "predict-output", "fill-code"])
def test_any_kind_with_options_is_a_choice(kind: str) -> None:
    assert answer_form(kind, choice_spec()) == "choice"
    assert check(kind, choice_spec(), ["a"]) is CORRECT


@pytest.mark.parametrize(
    ("given_text", "outcome"),
    [
        ("50890", CORRECT),
        ("50,890", CORRECT),
        ("50890.004", CORRECT),
        ("５０８９０", CORRECT),
        ("50890.1", INCORRECT),
        ("-50890", INCORRECT),
        ("", NOTHING),
        ("   ", NOTHING),
        ("many", UNCHECKABLE),
        ("nan", UNCHECKABLE),
        ("inf", UNCHECKABLE),
        ("1e999", UNCHECKABLE),
        ("1/0", UNCHECKABLE),
    ],
)
def test_a_number_with_tolerance(given_text: str, outcome: Outcome) -> None:
    assert check("number", text_spec(50890, tol=0.01), given_text) is outcome


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", 1 / 3),
        ("−2.5", -2.5),
        ("2e-3", 0.002),
        ("40%", 0.4),
        (".5", 0.5),
        ("3.", 3.0),
        ("+7", 7.0),
        ("1,2", None),
        ("1 2", 12.0),
    ],
)
def test_how_numbers_are_written(text: str, value: float | None) -> None:
    assert read_number(text) == value


def test_a_number_without_tolerance_forgives_only_decimal_noise() -> None:
    assert check("number", text_spec(0.1), "0.1000000000000001") is CORRECT
    assert check("number", text_spec(0.1), "0.1001") is INCORRECT


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_printed_float_is_right(value: float) -> None:
    assert check("number", text_spec(value), repr(value)) is CORRECT


@pytest.mark.parametrize(
    ("given_text", "outcome"),
    [
        ("(32, 10)", CORRECT),
        ("[32, 10]", CORRECT),
        ("32x10", CORRECT),
        ("32 × 10", CORRECT),
        ("（32，10）", CORRECT),
        ("torch.Size([32, 10])", CORRECT),
        ("32 10", CORRECT),
        ("(10, 32)", INCORRECT),
        ("(320,)", INCORRECT),
        ("(n, 10)", INCORRECT),
        ("", NOTHING),
        ("3.5, 10", UNCHECKABLE),
        ("about ten!", UNCHECKABLE),
        ("()", UNCHECKABLE),
    ],
)
def test_a_shape(given_text: str, outcome: Outcome) -> None:
    assert check("shape", text_spec([32, 10]), given_text) is outcome


def test_a_shape_of_names() -> None:
    assert check("shape", text_spec(["n", "c"]), "(n, c)") is CORRECT
    assert check("shape", text_spec(["n", "c"]), "(c, n)") is INCORRECT
    assert read_shape("(max_len, x)") == ["max_len", "x"]


@pytest.mark.parametrize(
    ("placed", "outcome"), [(["b", "a", "c"], CORRECT), (["a", "b", "c"], INCORRECT), ([], NOTHING), (["b", "a"], UNCHECKABLE)]
)
def test_an_order(placed: Given, outcome: Outcome) -> None:
    spec = _three_options() | {"answer": {"value": ["b", "a", "c"]}}
    assert check("order", spec, placed) is outcome


@pytest.mark.parametrize(
    ("given_text", "outcome"),
    [
        ("[1. 2.]\nTrue", CORRECT),
        (" [ 1.  2. ] \r\nTrue\n", CORRECT),
        ("[1.2.]\nTrue", INCORRECT),
        ("[1. 2.] True", INCORRECT),
        ("\n ", NOTHING),
        ("x" * 3_000, UNCHECKABLE),
        ("a\x00b", UNCHECKABLE),
    ],
)
def test_a_printed_output(given_text: str, outcome: Outcome) -> None:
    assert check("predict-output", text_spec("[1. 2.]\nTrue"), given_text) is outcome


@pytest.mark.parametrize(
    ("given_text", "outcome"),
    [
        ("z - z.max(axis=1, keepdims=True)", CORRECT),
        ("z-z.max( axis=1,keepdims=True )  # stable", CORRECT),
        ("z - z.max(axis=0, keepdims=True)", INCORRECT),
        ("", NOTHING),
        ("z - (", UNCHECKABLE),
    ],
)
def test_code_to_fill_in(given_text: str, outcome: Outcome) -> None:
    assert check("fill-code", text_spec("z - z.max(axis=1, keepdims=True)"), given_text) is outcome


def test_quotes_and_several_accepted_texts() -> None:
    assert read_code("f('a')") == read_code('f("a")')
    assert check("fill-code", text_spec(["x.T", "x.transpose()"]), "x.transpose( )") is CORRECT


def test_an_item_without_an_answer_cannot_be_checked() -> None:
    assert check("number", text_spec(1) | {"answer": None}, "1") is UNCHECKABLE


@given(st.sampled_from(["number", "shape", "predict-output", "fill-code"]), st.text(max_size=60))
def test_no_text_breaks_the_checker(kind: str, text: str) -> None:
    answers: dict[str, Any] = {"number": 1, "shape": [1], "predict-output": "1", "fill-code": "x"}
    assert check(kind, text_spec(answers[kind]), text) in set(Outcome)
