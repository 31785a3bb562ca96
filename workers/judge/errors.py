"""How a check can end other than by returning."""

from workers.spec import Text

RESOURCE_KINDS = ("timeout", "memory", "gpu_memory", "output_limit")


class CheckFailed(Exception):
    """The learner's result is wrong; `text` says how, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text["en"])
        self.text = text


class LearnerError(Exception):
    """The learner's code raised, or its process ended. Every string in it was written by the learner and is cleaned.

    kind: exception | exit | unsupported | forbidden | protocol | timeout | memory | gpu_memory | output_limit
    """

    def __init__(self, kind: str, type_name: str = "", message: str = "", traceback: str = "", mro: tuple[str, ...] = ()) -> None:
        super().__init__(f"{kind}: {type_name}: {message}")
        self.kind = kind
        self.type = type_name
        self.message = message
        self.traceback = traceback
        self.mro = mro

    @property
    def is_resource(self) -> bool:
        return self.kind in RESOURCE_KINDS


class Infrastructure(Exception):
    """The judge cannot do its work: never the learner's fault, never a verdict about them."""
