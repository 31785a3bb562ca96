"""What building a data set gives, and the one array format that all of them use."""

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, kw_only=True)
class Built:
    """A data set's files by name: `public` for both sandboxes, `judge` for the judge's alone (labels of hidden rows)."""

    public: dict[str, bytes] = field(default_factory=dict)
    judge: dict[str, bytes] = field(default_factory=dict)


def npz(**arrays: "np.ndarray[Any, Any]") -> bytes:
    """Uncompressed: compressed bytes would differ between zlib versions, and a hash could not be pinned."""
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()
