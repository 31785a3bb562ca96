"""w16/zero-shot: label scores from a table of log-probabilities, calibration, and few-shot prompts."""


def score(logp_table, prompt_ids, label_ids, normalise):
    """logp_table f64[T,V]: row t = log p(next token | first t + 1 tokens); label_ids: one list of ids a label -> f64[C]"""


def calibrate(p, p_null):
    """p f64[N,C], p_null f64[C] -> f64[N,C], every row adds up to 1"""


def build_prompt(text, template, shots):
    """template holds {text} and later {label}; shots: list of (text, label) in the order to show -> str"""
