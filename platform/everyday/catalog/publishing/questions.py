"""Check questions as pages show them: texts rendered, answers kept for marking."""

from typing import Any

from everyday.catalog.models import QuizItem
from everyday.catalog.publishing.rendering import Writer
from everyday.catalog.publishing.rows import Row
from everyday.catalog.schema.lab import LabQuestion
from everyday.catalog.schema.quiz import Quiz
from everyday.catalog.schema.quiz import QuizItem as ItemSpec
from everyday.catalog.source.digests import digest_of
from everyday.catalog.source.tree import File


def quiz_rows(writer: Writer, shared: str) -> list[Row]:
    quiz = writer.source.quiz
    if quiz is None:
        return []
    return [_quiz_row(writer, quiz, index, item, shared) for index, item in enumerate(quiz.model.items)]


def _quiz_row(writer: Writer, quiz: File[Quiz], index: int, item: ItemSpec, shared: str) -> Row:
    def make() -> dict[str, Any]:
        spec = question_spec(writer, quiz, item, "items", index)
        spec |= {"lesson": item.lesson, "objective": item.objective, "from_week": item.from_week}
        return {"item_id": item.id, "position": index + 1, "kind": item.kind, "spec": spec}

    digest = digest_of(shared, index, item.model_dump())
    return Row(QuizItem, item.id, digest, make, week=writer.source.week.number, lesson=item.lesson)


def question_spec(writer: Writer, file: File[Any], question: ItemSpec | LabQuestion, *keys: str | int) -> dict[str, Any]:
    """{id, kind, difficulty, stem{}, options [{id, text{}, correct, explain{}}], answer, explain{}}; texts are HTML."""
    options = [
        {
            "id": option.id,
            "text": writer.inline(file, option.text, *keys, "options", place, "text"),
            "correct": option.correct,
            "explain": writer.inline(file, option.explain, *keys, "options", place, "explain"),
        }
        for place, option in enumerate(question.options)
    ]
    return {
        "id": question.id,
        "kind": question.kind,
        "difficulty": question.difficulty,
        "stem": writer.text(file, question.stem, *keys, "stem"),
        "options": options,
        "answer": question.answer.model_dump() if question.answer else None,
        "explain": writer.text(file, question.explain, *keys, "explain") if question.explain else None,
    }
