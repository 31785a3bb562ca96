"""A small grammar that writes one thought in English and in French, with the words that belong together marked."""
