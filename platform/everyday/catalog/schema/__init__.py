"""What each YAML file of curriculum/ may say: strict, closed to unknown fields, bilingual text as {zh, en}."""
