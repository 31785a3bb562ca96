"""Reads of the learning app."""

from everyday.learning.selectors.progress import LearnerProgress, Pace, WeekProgress, cohort_progress, progress_of
from everyday.learning.selectors.today import Today, today

__all__ = ["LearnerProgress", "Pace", "Today", "WeekProgress", "cohort_progress", "progress_of", "today"]
