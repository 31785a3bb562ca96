"""Terms used as the glossary has them: the same term in both languages of a section, and no variant that it rules out."""

import re
from collections.abc import Iterable
from functools import cache

from everyday.catalog.checks.context import Context
from everyday.catalog.schema.shelf import Term
from everyday.catalog.source.pages import Page
from everyday.catalog.source.prose import prose
from everyday.catalog.source.sections import Section, sections_of


def check_terms(context: Context, zh: Page, en: Page) -> None:
    """Section by section: where the Chinese uses a term, the English uses its English form."""
    glossary = context.course.glossary
    if glossary is None:
        return
    terms = glossary.model.root
    compounds = {term_id: _compounds(term.zh, terms.values()) for term_id, term in terms.items()}
    twins = {section.id: section for section in sections_of(en.source)}
    for section in sections_of(zh.source):
        twin = twins.get(section.id)
        if twin is not None:
            ours, theirs = _words(section), _words(twin)
            for term_id, term in terms.items():
                alone = _without(ours, compounds[term_id])
                _check_term(context, term_id, term, (zh, section, alone), (en, twin, theirs))


def _compounds(form: str, terms: Iterable[Term]) -> list[str]:
    """The Chinese terms that contain this one and are terms of their own, longest first: in 特征向量 there is no 向量."""
    return sorted((term.zh for term in terms if form in term.zh and form != term.zh), key=len, reverse=True)


def _without(words: str, compounds: Iterable[str]) -> str:
    for compound in compounds:
        words = words.replace(compound, " ")
    return words


def _words(section: Section) -> str:
    return " ".join(text for _, text in prose(section.tokens))


def _check_term(context: Context, term_id: str, term: Term, zh: tuple[Page, Section, str], en: tuple[Page, Section, str]) -> None:
    for (page, section, words), avoided in ((zh, term.avoid.zh), (en, term.avoid.en)):
        for form in avoided:
            if _pattern(form).search(words):
                context.error(page.path, section.line, f"{form!r} is a variant that the glossary avoids: see {term_id}")
    if _pattern(term.zh).search(zh[2]) and not any(_pattern(form).search(en[2]) for form in (term.en, *term.also.en)):
        page, section, _ = en
        context.warning(page.path, section.line, f"section {section.id!r}: zh says {term.zh!r}, this does not say {term.en!r}")


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """English words match in any case and with an ending (gradient, gradients); Chinese has no word boundaries."""
    if form.isascii():
        stem = re.escape(form[:-1] if form.endswith(("e", "y")) else form).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]*")
        return re.compile(rf"\b{stem}\w*", re.IGNORECASE)
    return re.compile(re.escape(form))
