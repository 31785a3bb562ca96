"""Drafts: what is in the editor, saved as the learner types; two tabs notice each other by the version."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from everyday.accounts.models import User
from everyday.catalog.models import Task
from everyday.submissions.models import Draft
from everyday.submissions.sources import MAX_BYTES, check_size, check_texts


class DraftConflict(RuntimeError):
    """Another tab or device saved in the meantime; `draft` is the server's copy."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"the draft is at version {draft.version}")
        self.draft = draft


@transaction.atomic
def save_draft(*, learner: User, task: Task, files: Mapping[str, str], version: int) -> Draft:
    """Saves over version `version` (0: there is no draft yet) and returns the draft with its new version.

    A draft may be wrong, unfinished or empty, only not endless: raises SourcesRefusedError for that, DraftConflict for
    another version.
    """
    check_size(files, MAX_BYTES)
    check_texts(files)
    drafts = Draft.objects.filter(learner=learner, task=task)
    moved = drafts.filter(version=version).update(files=dict(files), version=version + 1, saved_at=timezone.now())
    if not moved and version == 0:
        try:
            with transaction.atomic():
                return Draft.objects.create(learner=learner, task=task, files=dict(files), version=1)
        except IntegrityError:
            raise DraftConflict(drafts.get()) from None
    current = drafts.first()
    if current is None:
        # The draft of which the tab holds a copy is gone; what the learner typed counts.
        return Draft.objects.create(learner=learner, task=task, files=dict(files), version=version + 1)
    if not moved:
        raise DraftConflict(current)
    return current
