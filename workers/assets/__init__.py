"""Data and small models that tasks read: built from what packages ship, kept in $EVERYDAY_STATE, mounted read-only."""
