"""Which data sets can be built here, by id (curriculum/datasets.yaml)."""

from collections.abc import Callable

from workers.assets.built import Built
from workers.assets.datasets import encoders, films, images, language_models, novels, pairs, points, tables, texts

BUILDERS: dict[str, Callable[[], Built]] = {
    "digits": images.digits,
    "spiral": points.spiral,
    "mnist5k": images.mnist5k,
    "diabetes": tables.diabetes,
    "iris": tables.iris,
    "titanic": tables.titanic,
    "mnist-m": images.mnist_m,
    "moby-dick": novels.moby_dick,
    "newsgroups6": texts.newsgroups6,
    "glove-50d": texts.glove_50d,
    "en-fr": pairs.en_fr,
    "film-sentences": films.film_sentences,
    "minilm": encoders.minilm,
    "smollm2": language_models.smollm2,
}
