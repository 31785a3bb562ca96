"""Reads of the reviews app."""

from everyday.reviews.selectors.feedback import Feedback, feedback_for, unseen_feedback, unseen_lab_replies

__all__ = ["Feedback", "feedback_for", "unseen_feedback", "unseen_lab_replies"]
