"""`manage.py test` runs pytest: Django's own discovery would find no tests in this layout."""

import subprocess
import sys
from typing import Any


class PytestRunner:
    def __init__(self, **options: Any) -> None:
        self.options = options

    def run_tests(self, test_labels: list[str], **kwargs: Any) -> int:
        """The number of failures as Django reads it: 0, or pytest's exit status."""
        return subprocess.call([sys.executable, "-m", "pytest", *test_labels])
