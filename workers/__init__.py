"""Evaluation of untrusted code: sandboxes, judges, the queue's worker side. Knows nothing of Django or the database."""
