"""Your demo. load() runs once; handle() and predict_batch() must never raise. The statement lists the error codes."""


def load(model_dirs):
    """model_dirs: {"encoder": folder of MiniLM, "lm": folder of SmolLM2} -> whatever your functions need."""
    raise NotImplementedError


def handle(model, req):
    """{"text": str} -> {"ok": True, "label", "score", "lang"} or {"ok": False, "error": code}."""
    raise NotImplementedError


def predict_batch(model, texts):
    """One answer a text, as handle gives it, in the same order."""
    raise NotImplementedError
