"""A sentiment demo: an encoder turns a text into a vector, and weights that were fitted beforehand say praise or blame."""

import base64
import html
import math

import torch
from transformers import AutoModel, AutoTokenizer

MAX_CHARACTERS = 2000
MAX_TOKENS = 256
BATCH = 32
SHARPNESS = 2.0  # the log-odds were too modest on the public validation sentences; this factor fits them best
SCALE, OFFSET = 0.013882242, -0.4565357
# A logistic regression on MiniLM's vectors of the 800 public training sentences, fitted beforehand: 384 weights as int8.
WEIGHTS = base64.b85decode(
    b"!TtW}{Xs6w(dMfH5e^kSF&`n@>CGhe>i<1B73%iz{}ZP?3C`31*3UrJ<?<dU^(Wu`91Y_#AD-3(<`Wk1^Th-u?#K4?HtY@oxZc*>"
    b"N&5EP=gS7%;5sq{zTXww_^J%+E#d7W65q`Y0RTEO(e(-F`0*m?P8}A}_4)$<1^X^Cy%y=bis%VrP6WT`=kOIk;r<Q*2;(LD80HxN"
    b"rPUey)UrYxEA0UG^Crm>45;kG*3bMO{Urp&!0Oxj{0JExR|eM)Xz>La63!D<wh!tm8z|wz;5Q`JQxo3+Qw9{}DAbxI-xCx%E7QKT"
    b"`uF|(Bm^zY=HTWQ>n;{ABJmRbEwLJF@g-aP?=SynroRd*$i-6LD*PoP&NJgf2qXR8?L*ZWC^+Bf9_jNM2jB7C87B<j^y2dVpn(Pe"
    b"ItRMI20Qf7>K;Q4IUiTeX%Y<$I{r2R@Ea7)`4<Qo2@oCq!Q(XLBP-SGyZJN<*hb&WJr(yd%Mcj-TQK?N"
)


class Model:
    """The encoder and the direction that leads from blame to praise."""

    def __init__(self, folder):
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.encoder = AutoModel.from_pretrained(folder, local_files_only=True).eval()
        self.direction = SCALE * torch.frombuffer(bytearray(WEIGHTS), dtype=torch.int8).float()

    @torch.inference_mode()
    def embed(self, texts):
        """[N, 384] rows of length 1: the mean over the real tokens, so that padding changes nothing."""
        batch = self.tokenizer(texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        hidden = self.encoder(**batch).last_hidden_state
        mask = batch["attention_mask"][..., None]
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)

    def log_odds(self, texts):
        """One number a text, above 0 for praise; short texts share a batch with short ones."""
        order = sorted(range(len(texts)), key=lambda k: len(texts[k]))
        found = [0.0] * len(texts)
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            rows = self.embed([texts[k] for k in part]) @ self.direction
            for k, value in zip(part, rows.tolist(), strict=True):
                found[k] = SHARPNESS * (value + OFFSET)
        return found


def load(model_dirs):
    return Model(model_dirs["encoder"])


def checked(text):
    """(clean text, None) or (None, error code)."""
    if not isinstance(text, str):
        return None, "not_text"
    text = text.strip()
    if not text:
        return None, "empty"
    if len(text) > MAX_CHARACTERS:
        return None, "too_long"
    if language(text) != "en":
        return None, "unsupported_language"
    return text, None


def language(text):
    """ "zh" or "en" by the letters that there are, "other" where there is none of either."""
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    if not han and not latin:
        return "other"
    return "zh" if 3 * han > latin else "en"


def answer(text, log_odds):
    positive = 1 / (1 + math.exp(-log_odds))
    label = "positive" if positive >= 0.5 else "negative"
    shown = html.escape(text[:80])
    return {"ok": True, "label": label, "score": positive, "lang": language(text), "text": shown}


def handle(model, req):
    if not isinstance(req, dict) or "text" not in req:
        return {"ok": False, "error": "bad_request"}
    return predict_batch(model, [req["text"]])[0]


def predict_batch(model, texts):
    pairs = [checked(text) for text in texts]
    good = [text for text, error in pairs if error is None]
    scores = iter(model.log_odds(good))
    return [answer(text, next(scores)) if error is None else {"ok": False, "error": error} for text, error in pairs]
