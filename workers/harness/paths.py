"""Where the sandbox's folders really are.

With a mount namespace `/assets` is `/assets`. Without one (Landlock, plain process) EVERYDAY_SANDBOX_ROOTS holds a JSON map
of these virtual paths to real ones. Everything inside a sandbox asks here and nowhere else.
"""

import json
import os
from pathlib import Path, PurePosixPath

ROOTS_VARIABLE = "EVERYDAY_SANDBOX_ROOTS"


def resolve(virtual: str) -> Path:
    """The real path of a virtual one (`/assets/mnist/x.npy`), by its longest mapped prefix."""
    path = PurePosixPath(virtual)
    roots = json.loads(os.environ.get(ROOTS_VARIABLE) or "{}")
    for parent in (path, *path.parents):
        if str(parent) in roots:
            return Path(roots[str(parent)], *path.relative_to(parent).parts)
    return Path(virtual)
