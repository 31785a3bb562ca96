"""What a posted form says."""

from django.http import QueryDict

from everyday.catalog.models import QuizItem
from everyday.learning.checking import Given, answer_form


def read_answer(item: QuizItem, posted: QueryDict) -> Given:
    """The answer to `item` in a posted question form: option ids, or a text."""
    form = answer_form(item.kind, item.spec)
    if form == "text":
        return posted.get("text", "")
    if form == "order":
        return _placed(item, posted)
    return posted.getlist("option")


def _placed(item: QuizItem, posted: QueryDict) -> list[str]:
    """Option ids by the place each was given. Two in one place leave a gap, so the answer is seen to be incomplete."""
    by_place: dict[str, str] = {}
    ids = [str(option["id"]) for option in item.spec.get("options", [])]
    for option in ids:
        place = posted.get(f"place-{option}", "")
        if place:
            by_place.setdefault(place, option)
    return [by_place[place] for place in map(str, range(1, len(ids) + 1)) if place in by_place]
