"""TeX to HTML and MathML by KaTeX, inside an embedded V8, when the course is synced. Browsers get no script."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

from py_mini_racer import JSEvalException, MiniRacer

# With trust off KaTeX shows these as red text instead of refusing them.
_OUTWARD = re.compile(r"\\(?:href|url|includegraphics|html[A-Za-z]+)\b")
_LONGEST_S = 5.0  # a formula takes a millisecond; one that is made to take for ever is stopped
_SCRIPT = Path(__file__).parent / "katex" / "katex.min.js"
# Chinese inside \text{} is no mistake, so strict is off.
_RENDER = """
function renderFormula(tex, display) {
  try {
    return {html: katex.renderToString(tex, {displayMode: display, output: "htmlAndMathml", throwOnError: true,
                                             trust: false, strict: "ignore", maxExpand: 1000, maxSize: 50})};
  } catch (error) {
    return {error: error.message};
  }
}
"""


class FormulaError(ValueError):
    """KaTeX does not accept the formula."""


@cache
def _engine() -> MiniRacer:
    engine = MiniRacer()
    engine.eval(_SCRIPT.read_text(encoding="utf-8"))
    engine.eval(_RENDER)
    return engine


@lru_cache(maxsize=20_000)
def render_formula(tex: str, *, display: bool) -> str:
    """KaTeX's HTML with MathML beside it. Raises FormulaError with KaTeX's own message."""
    outward = _OUTWARD.search(tex)
    if outward:
        raise FormulaError(f"{outward[0]} is not for formulas; write a link in Markdown")
    try:
        call = f"JSON.stringify(renderFormula({json.dumps(tex)}, {json.dumps(display)}))"
        answer = _engine().eval(call, timeout_sec=_LONGEST_S)
    except JSEvalException as error:
        raise FormulaError(str(error)) from error
    result = json.loads(str(answer))
    if "error" in result:
        raise FormulaError(result["error"].removeprefix("KaTeX parse error: "))
    return str(result["html"])
