"""A demo on the language model that opens it again for every request."""

import math
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPT = "Review: {}\nSentiment:"
USUAL = 0.332  # the median log-odds of 400 public training sentences, labels not looked at: half of them lie above it
SHARPNESS = 2.0  # fits the scores best to the public validation sentences


def load(model_dirs):
    return model_dirs


def opened(model_dirs):
    folder = Path(model_dirs["lm"])
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype=torch.float32).eval()
    words = [tokenizer.encode(word)[0] for word in (" positive", " negative")]
    row = model.get_output_embeddings().weight
    return {"tokenizer": tokenizer, "body": model.model, "direction": (row[words[0]] - row[words[1]]).detach()}


def log_odds(model, text):
    before, after = PROMPT.split("{}")
    ids = model["tokenizer"].encode(before + text + after)
    with torch.inference_mode():
        last = model["body"](torch.tensor([ids])).last_hidden_state[0, -1]
    return SHARPNESS * (float(last @ model["direction"]) - USUAL)


def problem(req):
    """The code of the first check that fails, or None."""
    match req:
        case {"text": str() as text}:
            length = len(text.strip())
            return "empty" if length == 0 else "too_long" if length > 2000 else None
        case {"text": _}:
            return "not_text"
    return "bad_request"


def answer(model, text):
    odds = log_odds(model, text)
    score = 1 / (1 + math.exp(-abs(odds)))
    return {"ok": True, "label": "negative" if odds < 0 else "positive", "score": score, "lang": "en"}


def handle(model_dirs, req):
    code = problem(req)
    if code is not None:
        return {"ok": False, "error": code}
    return answer(opened(model_dirs), req["text"].strip())


def predict_batch(model_dirs, texts):
    model = opened(model_dirs)
    codes = [problem({"text": text}) for text in texts]
    return [
        answer(model, text.strip()) if code is None else {"ok": False, "error": code}
        for text, code in zip(texts, codes, strict=True)
    ]
