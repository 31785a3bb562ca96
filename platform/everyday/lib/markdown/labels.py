"""The words that the renderer itself puts into a page, in the page's own language."""

LABELS: dict[str, dict[str, str]] = {
    "hand": {"zh": "手算", "en": "By hand"},
    "misconception": {"zh": "常见误解", "en": "Misconception"},
    "answer": {"zh": "回到开头的问题", "en": "Back to the question"},
    "note": {"zh": "注意", "en": "Note"},
    "try": {"zh": "动手试试", "en": "Try it"},
    "formula": {"zh": "式", "en": "Eq."},
    "formula_link": {"zh": "链接到这个公式", "en": "Link to this formula"},
    "heading_link": {"zh": "链接到本节", "en": "Link to this section"},
    "implements": {"zh": "实现", "en": "Implements"},
    "output": {"zh": "输出", "en": "Output"},
    "figure_data": {"zh": "数据表", "en": "Data table"},
    "footnotes": {"zh": "脚注", "en": "Footnotes"},
}
