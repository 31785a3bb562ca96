# %% id=by-hand
# hand: the-the-cat
from collections import Counter
from math import exp, isclose, prod, sqrt


def ngrams(tokens, n):
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def matched(hyp, ref, n):
    """(clipped matches, number of n-grams) of one sentence."""
    have = ngrams(hyp, n)
    return sum((have & ngrams(ref, n)).values()), sum(have.values())


hyp, ref = "the the cat on the mat".split(), "the cat is on the mat".split()
pairs = [matched(hyp, ref, n) for n in (1, 2, 3, 4)]
print("matches of n-grams:", pairs)
for top in (2, 3):
    print(f"up to n = {top}: {prod(m / t for m, t in pairs[:top]) ** (1 / top):.4f}")
assert pairs == [(5, 6), (3, 5), (1, 4), (0, 3)]
assert isclose(prod(m / t for m, t in pairs[:2]) ** (1 / 2), sqrt(0.5))
assert isclose(prod(m / t for m, t in pairs[:3]) ** (1 / 3), 0.5)

# %% id=clipping
spam = "the the the the".split()
found = sum(word in ref for word in spam)
print("words that occur in the reference:", found, "of", len(spam))
print("after clipping                   :", *matched(spam, ref, 1))
assert found == 4
assert matched(spam, ref, 1) == (2, 4)

# %% id=brevity
# hand: one-word-short


def penalty(written, wanted):
    return 1.0 if written >= wanted else exp(1 - wanted / written)


for written in (6, 5, 3, 1):
    print(f"{written} words for 6: penalty {penalty(written, 6):.4f}")
assert isclose(penalty(5, 6), exp(-0.2))
assert penalty(9, 6) == 1.0

# %% id=corpus
# hand: two-sentences
short = (["oui"], ["oui"])
long = ("le chat noir dort".split(), "le chien noir dort".split())
counts = [matched(*pair, 1) for pair in (short, long)]
mean = sum(m / t for m, t in counts) / 2
corpus = sum(m for m, _ in counts) / sum(t for _, t in counts)
print("unigrams:", counts, f" mean of sentences {mean:.4f}, corpus {corpus:.4f}")
assert counts == [(1, 1), (3, 4)]
assert isclose(mean, 0.875)
assert isclose(corpus, 0.8)

# %% id=no-stop
# hand: five-too-many
target = "elle voit le petit chat".split()
runs_on = target + "et et et et et".split()
pairs = [matched(runs_on, target, n) for n in (1, 2, 3, 4)]
score = prod(m / t for m, t in pairs) ** 0.25
print("stops  : 1.0000")
print(f"runs on: {score:.4f}", pairs)
assert pairs == [(5, 10), (4, 9), (3, 8), (2, 7)]
assert isclose(score, (120 / 5040) ** 0.25)

# %% id=blind
truth = "elle est vraiment heureuse aujourd'hui".split()
for text in ("elle est très contente ce jour", "aujourd'hui heureuse vraiment est elle", "elle n' est pas heureuse aujourd'hui"):
    one, two = matched(text.split(), truth, 1), matched(text.split(), truth, 2)
    print(f"{text:40} unigrams {one[0]}/{one[1]}  bigrams {two[0]}/{two[1]}")

# %% id=twenty
CASES = """un chat noir|une chat noir
la belle femme|la beau femme
les petits chiens|les petit chiens
ma vieille clé|mon vieille clé
ils ont vu|ils a vu
le chapeau rouge|le rouge chapeau
un homme heureux|un heureux homme
je vois le grand arbre|je vois le arbre grand
la rivière bleue|la bleue rivière
elle ne voit pas le roi|elle voit le roi
il n' est pas triste|il est triste
nous aimons la reine|nous n' aimons pas la reine
je vendrai la maison demain|je vendrai la maison
mon ami regarde la porte et il dort|mon ami regarde la porte
le vieux roi triste dort|le vieux roi dort
il perd la clé|il perd la clé la clé
elle aime le chien|elle aime le chien chien
il voit la fenêtre|il voit la porte
le professeur achète un livre|le médecin achète un livre
nous cherchons la ville|nous trouvons la ville"""
cases = [tuple(side.split() for side in line.split("|")) for line in CASES.splitlines()]
print(len(cases), "pairs; the first:", cases[0])
assert len(cases) == 20

# %% id=classify


def related(a, b):
    small = [{"le", "la", "les"}, {"un", "une", "des"}, {"mon", "ma", "mes"}, {"ont", "a", "ai"}, {"belle", "beau"}]
    return a[:4] == b[:4] or any({a, b} <= group for group in small)


def kind(ref, hyp):
    if ("pas" in ref) != ("pas" in hyp):
        return "negation"
    if sorted(ref) == sorted(hyp) or (len(ref) == len(hyp) and set(ref) - set(hyp) <= {"l'"}):
        return "order"
    if len(hyp) != len(ref):
        return "omission" if len(hyp) < len(ref) else "repetition"
    wrong = [(a, b) for a, b in zip(ref, hyp, strict=True) if a != b]
    return "agreement" if all(related(a, b) for a, b in wrong) else "wrong word"


table = Counter(kind(ref, hyp) for ref, hyp in cases)
for name, times in table.most_common():
    print(f"{name:11} {times:2} {'#' * times}")
assert sum(table.values()) == 20
assert len(table) == 6
assert (table["agreement"], table["order"], table["negation"]) == (5, 4, 3)
