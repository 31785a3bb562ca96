"""One module per source of data. A builder's bytes are deterministic, so that curriculum/datasets.yaml can pin their hash."""
