"""Everyday 日课: the web side. One package in a source root that is not itself a package (docs/adr/0001)."""
