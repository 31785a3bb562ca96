"""The checks for documents that a judge.py makes. All raise CheckFailed with a message that says what to do."""

from collections.abc import Iterable, Mapping

from workers.judge.comparisons import Checks
from workers.judge.documents.document import Counts, Document, Picture
from workers.judge.documents.overlap import overlap
from workers.judge.messages import say
from workers.spec import Text

LONGER_SIDE = 800
BLANK_DEVIATION = 4.0
LOOK_ALIKE = 10


class DocumentChecks(Checks):
    """Mixed into Judging. A length is {"zh": characters, "en": words}: which one counts is the document's own language."""

    def sections(
        self,
        document: Document,
        wanted: Iterable[tuple[str, ...]],
        at_least: Mapping[str, int] | None = None,
        cause: Text | None = None,
    ) -> None:
        """Every wanted section is there under one of its names, and each holds so much text."""
        for names in wanted:
            text = document.section(*names)
            if text is None:
                self.fail(say("section", path=document.path, names="” / “".join(names)), cause)
            elif at_least is not None:
                self._long_enough(document, text, names[0], at_least)

    def _long_enough(self, document: Document, text: str, name: str, at_least: Mapping[str, int]) -> None:
        counts = count(text)
        got = counts.han if document.language == "zh" else counts.words
        if got < at_least[document.language]:
            want = amount(document.language, at_least[document.language])
            self.fail(say("section_short", path=document.path, names=name, got=amount(document.language, got), want=want))

    def length(
        self, document: Document, at_least: Mapping[str, int], at_most: Mapping[str, int] | None = None, cause: Text | None = None
    ) -> None:
        language = document.language
        got = document.counts.han if language == "zh" else document.counts.words
        if got < at_least[language]:
            want = amount(language, at_least[language])
            self.fail(say("too_short", path=document.path, got=amount(language, got), want=want), cause)
        if at_most is not None and got > at_most[language]:
            want = amount(language, at_most[language])
            self.fail(say("too_long", path=document.path, got=amount(language, got), want=want), cause)

    def own_words(
        self, document: Document, sources: Mapping[str, str], allowed: float, cause: Text | None = None
    ) -> dict[str, float]:
        """{source: share of the text's 8-grams that stand in it}; fails above `allowed`."""
        shares = {name: overlap(document.text, text) for name, text in sources.items()}
        for name, share in shares.items():
            if share > allowed:
                texts = {"share": f"{share:.0%}", "allowed": f"{allowed:.0%}"}
                self.fail(say("overlap", path=document.path, source=name, **texts), cause)
        return shares

    def picture(self, document: Document, longer_side: int = LONGER_SIDE, cause: Text | None = None) -> Picture:
        """The first picture: large enough and not blank."""
        if not document.pictures:
            self.fail(say("picture_blank", path=document.path), cause)
        picture = document.pictures[0]
        if max(picture.width, picture.height) < longer_side:
            size = f"{picture.width}×{picture.height}"
            self.fail(say("picture_small", path=document.path, got=size, want=longer_side), cause)
        if picture.deviation < BLANK_DEVIATION:
            self.fail(say("picture_blank", path=document.path), cause)
        return picture

    def unlike(
        self, document: Document, picture: Picture, known: Iterable[str], bits: int = LOOK_ALIKE, cause: Text | None = None
    ) -> int:
        """The smallest distance to the known perceptual hashes; fails where one is within `bits`."""
        nearest = min((picture.distance(other) for other in known), default=64)
        if nearest <= bits:
            self.fail(say("picture_known", path=document.path), cause)
        return nearest


def count(text: str) -> Counts:
    """Chinese characters and Latin words of a piece of text."""
    han = sum("\u3400" <= letter <= "\u9fff" for letter in text)
    words = sum(1 for token in text.split() if any(letter.isascii() and letter.isalpha() for letter in token))
    return Counts(han, words, len("".join(text.split())))


def amount(language: str, number: int) -> Text:
    """`1,200 个汉字` or `800 words`: a count in its own unit, said in both languages."""
    if language == "zh":
        return {"zh": f"{number} 个汉字", "en": f"{number} Chinese characters"}
    return {"zh": f"{number} 个英文词", "en": f"{number} words"}
