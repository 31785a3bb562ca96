"""Documents that a learner hands in, as a judge sees them: read by a sandboxed guest process, checked here."""
