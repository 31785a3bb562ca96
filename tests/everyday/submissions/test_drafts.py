"""Drafts: saved by version, so that two tabs cannot overwrite each other unnoticed."""

import pytest

from everyday.catalog.models import Task
from everyday.submissions import services
from everyday.submissions.models import Draft
from everyday.submissions.services import DraftConflict, SourcesRefusedError
from tests.conftest import Cast


def save(cast: Cast, task: Task, text: str, version: int) -> Draft:
    return services.save_draft(learner=cast.learner, task=task, files={"solution.py": text}, version=version)


def test_versions_count_the_saves(cast: Cast, task: Task) -> None:
    assert save(cast, task, "a", 0).version == 1
    assert save(cast, task, "b", 1).version == 2
    assert Draft.objects.get().files == {"solution.py": "b"}


@pytest.mark.parametrize("version", [0, 1, 3])
def test_another_version_conflicts_and_shows_the_servers_copy(cast: Cast, task: Task, version: int) -> None:
    save(cast, task, "a", 0)
    save(cast, task, "theirs", 1)
    with pytest.raises(DraftConflict) as conflict:
        save(cast, task, "mine", version)
    assert (conflict.value.draft.version, conflict.value.draft.files) == (2, {"solution.py": "theirs"})
    assert Draft.objects.get().files == {"solution.py": "theirs"}


def test_a_draft_may_be_wrong_and_empty(cast: Cast, task: Task) -> None:
    assert save(cast, task, "def f(:", 0).version == 1
    assert save(cast, task, "", 1).version == 2


def test_a_draft_is_not_endless(cast: Cast, task: Task) -> None:
    with pytest.raises(SourcesRefusedError) as refused:
        save(cast, task, "x" * 262_145, 0)
    assert refused.value.code == "too-long"


def test_a_tab_whose_draft_is_gone_saves_what_it_has(cast: Cast, task: Task) -> None:
    assert save(cast, task, "mine", 7).files == {"solution.py": "mine"}


def test_drafts_are_each_learners_own(cast: Cast, task: Task) -> None:
    save(cast, task, "mine", 0)
    other = services.save_draft(learner=cast.classmate, task=task, files={"solution.py": "theirs"}, version=0)
    assert other.version == 1
    assert Draft.objects.count() == 2
