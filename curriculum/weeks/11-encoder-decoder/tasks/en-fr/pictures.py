"""Pictures beside a run of en-fr."""

from typing import Any

from translations import Pairs, bleu, exact

BUCKETS = ((1, 5), (6, 8), (9, 12), (13, 17), (18, 60))


def by_length(pairs: Pairs, output: list[str]) -> dict[str, Any]:
    """Exact translations and BLEU in buckets of English length."""
    names, scores, exacts = [], [], []
    for low, high in BUCKETS:
        rows = [i for i, (english, _) in enumerate(pairs) if low <= len(english.split()) <= high]
        got, want = [output[i] for i in rows], [pairs[i][1] for i in rows]
        names.append(f"{low}–{high}")
        scores.append(round(bleu(got, want), 1))
        exacts.append(round(100 * exact(got, want), 1))
    return {
        "data": [
            {"type": "bar", "name": {"zh": "BLEU × 100", "en": "BLEU × 100"}, "x": names, "y": scores},
            {"type": "bar", "name": {"zh": "一字不差（%）", "en": "exact (%)"}, "x": names, "y": exacts},
        ],
        "layout": {
            "title": {"text": {"zh": "句子越长，得分越低", "en": "The longer the sentence, the lower the score"}},
            "barmode": "group",
            "xaxis": {"title": {"text": {"zh": "英文的词数", "en": "English words"}}, "type": "category"},
            "yaxis": {"range": [0, 100]},
        },
    }


def lengths(pairs: Pairs, output: list[str]) -> dict[str, Any]:
    want = [len(french.split()) for _, french in pairs]
    got = [len(text.split()) for text in output]
    top = max(want)
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": want,
                "y": got,
                "marker": {"opacity": 0.35},
                "name": {"zh": "一句", "en": "a sentence"},
            },
            {"type": "scatter", "mode": "lines", "x": [0, top], "y": [0, top], "name": {"zh": "一样长", "en": "equal"}},
        ],
        "layout": {
            "title": {"text": {"zh": "译文与参考译文的词数", "en": "Tokens in output and reference"}},
            "xaxis": {"title": {"text": {"zh": "参考译文", "en": "reference"}}},
            "yaxis": {"title": {"text": {"zh": "译文", "en": "output"}}},
        },
    }
