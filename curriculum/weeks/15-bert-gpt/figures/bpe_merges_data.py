"""What bpe-merges.py measured: how eight words are cut after so many merges. Written by that script."""

CUTS = {
    0: [
        "f i l m",
        "m o v i e",
        "f u n n y",
        "w o n d e r f u l",
        "b o r i n g",
        "u n h a p p i n e s s",
        "s t o r y t e l l i n g",
        "x y l o p h o n e",
    ],
    25: [
        "f il m",
        "m o v i e",
        "f u n n y",
        "w on d er f u l",
        "b or ing",
        "u n h a p p in es s",
        "st or y t e l l ing",
        "x y l o p h on e",
    ],
    50: [
        "f il m",
        "mo vi e",
        "f un n y",
        "w on d er f ul",
        "b or ing",
        "un h a p p in es s",
        "st or y t el l ing",
        "x y l o p h on e",
    ],
    100: ["film", "movie", "f un n y", "w on d er f ul", "b or ing", "un h ap p in ess", "st or y t el l ing", "x y l o p h one"],
    200: ["film", "movie", "fun n y", "w on der ful", "b or ing", "un h ap p in ess", "story t ell ing", "x y l op h one"],
    400: ["film", "movie", "funny", "w on der ful", "b or ing", "un h app in ess", "story t ell ing", "x y l op h one"],
    800: ["film", "movie", "funny", "won der ful", "boring", "un happ in ess", "story t elling", "x y l op h one"],
    1600: ["film", "movie", "funny", "wonder ful", "boring", "un happ iness", "storytelling", "x y l op h one"],
}
