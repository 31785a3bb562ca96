"""A demo in plain functions: every text by itself; any language gets an answer, and the text is not repeated."""

import base64
from functools import partial

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

# A logistic regression on the encoder's vectors of the 800 public training sentences, fitted beforehand.
WEIGHTS = base64.b85decode(
    b"!TtW}{Xs6w(dMfH5e^kSF&`n@>CGhe>i<1B73%iz{}ZP?3C`31*3UrJ<?<dU^(Wu`91Y_#AD-3(<`Wk1^Th-u?#K4?HtY@oxZc*>"
    b"N&5EP=gS7%;5sq{zTXww_^J%+E#d7W65q`Y0RTEO(e(-F`0*m?P8}A}_4)$<1^X^Cy%y=bis%VrP6WT`=kOIk;r<Q*2;(LD80HxN"
    b"rPUey)UrYxEA0UG^Crm>45;kG*3bMO{Urp&!0Oxj{0JExR|eM)Xz>La63!D<wh!tm8z|wz;5Q`JQxo3+Qw9{}DAbxI-xCx%E7QKT"
    b"`uF|(Bm^zY=HTWQ>n;{ABJmRbEwLJF@g-aP?=SynroRd*$i-6LD*PoP&NJgf2qXR8?L*ZWC^+Bf9_jNM2jB7C87B<j^y2dVpn(Pe"
    b"ItRMI20Qf7>K;Q4IUiTeX%Y<$I{r2R@Ea7)`4<Qo2@oCq!Q(XLBP-SGyZJN<*hb&WJr(yd%Mcj-TQK?N"
)
DIRECTION = np.frombuffer(WEIGHTS, np.int8) * 0.027764484
OFFSET = -0.9130714


def load(model_dirs):
    torch.set_grad_enabled(False)
    tokenizer = AutoTokenizer.from_pretrained(model_dirs["encoder"], local_files_only=True)
    return partial(tokenizer, return_tensors="pt", truncation=True, max_length=200), AutoModel.from_pretrained(
        model_dirs["encoder"], local_files_only=True
    )


def failure(code):
    return {"ok": False, "error": code}


def handle(model, req):
    try:
        text = req["text"]
    except (TypeError, KeyError, IndexError):
        return failure("bad_request")
    if not isinstance(req, dict):
        return failure("bad_request")
    if not isinstance(text, str):
        return failure("not_text")
    text = text.strip()
    if text == "":
        return failure("empty")
    if len(text) > 2000:
        return failure("too_long")
    return judged(model, text)


def judged(model, text):
    tokens, encoder = model
    vector = encoder(**tokens(text)).last_hidden_state[0].mean(0).numpy().astype(np.float64)
    log_odds = vector @ DIRECTION / np.linalg.norm(vector) + OFFSET
    positive = 1 / (1 + np.exp(-log_odds))
    if positive > 0.5:
        return {"ok": True, "label": "positive", "score": float(positive), "lang": "en"}
    return {"ok": True, "label": "negative", "score": float(1 - positive), "lang": "en"}


def predict_batch(model, texts):
    return [handle(model, {"text": text}) for text in texts]
