"""Reads documents inside a learner's sandbox and says what is in them, as JSON. No file's parser runs anywhere else."""
