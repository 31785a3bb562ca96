"""The words: English and French forms side by side. Each French noun has one gender, so each sentence one translation."""

from typing import NamedTuple


class Noun(NamedTuple):
    """`en`/`fr` singular, `*_pl` plural; `feminine` is the French gender."""

    en: str
    en_pl: str
    fr: str
    fr_pl: str
    feminine: bool


class Adjective(NamedTuple):
    """`liaison` is the masculine singular before a vowel; `before` tells whether it stands in front of its noun in French."""

    en: str
    fr: str
    liaison: str
    fr_f: str
    fr_pl: str
    fr_f_pl: str
    before: bool


class Verb(NamedTuple):
    """French present for je, il, nous, ils; the participle goes with avoir; `future` is the stem."""

    en: str
    en_s: str
    en_past: str
    fr: tuple[str, str, str, str]
    participle: str
    future: str


class Pronoun(NamedTuple):
    """`person` 0 to 3: je, il/elle, nous, ils: the column of the French verb."""

    en: str
    fr: str
    person: int
    feminine: bool


class Word(NamedTuple):
    """A token of a sentence; tokens of the two languages with the same key are translations of each other."""

    text: str
    key: str


class Phrase(NamedTuple):
    """A fixed adverbial, already aligned within itself."""

    en: tuple[Word, ...]
    fr: tuple[Word, ...]


def _nouns(table: str) -> tuple[Noun, ...]:
    rows = (line.split() for line in table.strip().splitlines())
    return tuple(Noun(en, en_pl, fr, fr_pl, gender == "f") for en, en_pl, fr, fr_pl, gender in rows)


def _adjectives(table: str) -> tuple[Adjective, ...]:
    rows = (line.split() for line in table.strip().splitlines())
    return tuple(Adjective(en, m, v, f, ms, fs, place == "before") for en, m, v, f, ms, fs, place in rows)


def _verbs(table: str) -> tuple[Verb, ...]:
    rows = (line.split() for line in table.strip().splitlines())
    return tuple(Verb(en, s, past, (je, il, nous, ils), part, stem) for en, s, past, je, il, nous, ils, part, stem in rows)


def _phrases(table: str) -> tuple[Phrase, ...]:
    """`last.1 week.2 | la.2 semaine.2 dernière.1`: the number says what belongs together."""
    sides = ([_words(side) for side in line.split(" | ")] for line in table.strip().splitlines())
    return tuple(Phrase(en, fr) for en, fr in sides)


def _words(side: str) -> tuple[Word, ...]:
    return tuple(Word(text, key) for text, _, key in (token.partition(".") for token in side.split()))


PEOPLE = _nouns("""
man men homme hommes m
woman women femme femmes f
boy boys garçon garçons m
girl girls fille filles f
teacher teachers professeur professeurs m
doctor doctors médecin médecins m
student students étudiant étudiants m
friend friends ami amis m
neighbor neighbors voisin voisins m
child children enfant enfants m
king kings roi rois m
queen queens reine reines f
dog dogs chien chiens m
cat cats chat chats m
horse horses cheval chevaux m
bird birds oiseau oiseaux m
""")

THINGS = _nouns("""
house houses maison maisons f
car cars voiture voitures f
book books livre livres m
letter letters lettre lettres f
apple apples pomme pommes f
table tables table tables f
chair chairs chaise chaises f
flower flowers fleur fleurs f
tree trees arbre arbres m
door doors porte portes f
window windows fenêtre fenêtres f
hat hats chapeau chapeaux m
dress dresses robe robes f
boat boats bateau bateaux m
picture pictures image images f
song songs chanson chansons f
bag bags sac sacs m
key keys clé clés f
garden gardens jardin jardins m
river rivers rivière rivières f
city cities ville villes f
street streets rue rues f
""")

FIGURES = _adjectives("""
small petit petit petite petits petites before
big grand grand grande grands grandes before
beautiful beau bel belle beaux belles before
old vieux vieil vieille vieux vieilles before
young jeune jeune jeune jeunes jeunes before
new nouveau nouvel nouvelle nouveaux nouvelles before
good bon bon bonne bons bonnes before
""")

COLOURS = _adjectives("""
red rouge rouge rouge rouges rouges after
white blanc blanc blanche blancs blanches after
black noir noir noire noirs noires after
green vert vert verte verts vertes after
blue bleu bleu bleue bleus bleues after
""")

MOODS = _adjectives("""
happy heureux heureux heureuse heureux heureuses after
sad triste triste triste tristes tristes after
rich riche riche riche riches riches after
strong fort fort forte forts fortes after
intelligent intelligent intelligent intelligente intelligents intelligentes after
tired fatigué fatigué fatiguée fatigués fatiguées after
dangerous dangereux dangereux dangereuse dangereux dangereuses after
""")

VERBS = _verbs("""
see sees saw vois voit voyons voient vu verr
love loves loved aime aime aimons aiment aimé aimer
find finds found trouve trouve trouvons trouvent trouvé trouver
lose loses lost perds perd perdons perdent perdu perdr
buy buys bought achète achète achetons achètent acheté achèter
sell sells sold vends vend vendons vendent vendu vendr
draw draws drew dessine dessine dessinons dessinent dessiné dessiner
know knows knew connais connaît connaissons connaissent connu connaîtr
seek seeks sought cherche cherche cherchons cherchent cherché chercher
watch watches watched regarde regarde regardons regardent regardé regarder
hear hears heard entends entend entendons entendent entendu entendr
forget forgets forgot oublie oublie oublions oublient oublié oublier
show shows showed montre montre montrons montrent montré montrer
hide hides hid cache cache cachons cachent caché cacher
choose chooses chose choisis choisit choisissons choisissent choisi choisir
follow follows followed suis suit suivons suivent suivi suivr
""")

PRONOUNS = (
    Pronoun("i", "je", 0, False),
    Pronoun("he", "il", 1, False),
    Pronoun("she", "elle", 1, True),
    Pronoun("we", "nous", 2, False),
    Pronoun("they", "ils", 3, False),
)

PLACES = _phrases("""
in.1 the.2 garden.3 | dans.1 le.2 jardin.3
near.1 the.2 river.3 | près.1 de.1 la.2 rivière.3
behind.1 the.2 house.3 | derrière.1 la.2 maison.3
in.1 the.2 city.3 | dans.1 la.2 ville.3
under.1 the.2 tree.3 | sous.1 le.2 arbre.3
at.1 school.2 | à.1 la.2 école.2
on.1 the.2 table.3 | sur.1 la.2 table.3
at.1 the.2 station.3 | à.1 la.2 gare.3
""")

TIMES = {
    "present": _phrases("""
today.1 | aujourd'hui.1
now.1 | maintenant.1
every.1 day.2 | tous.1 les.1 jours.2
this.1 morning.2 | ce.1 matin.2
"""),
    "past": _phrases("""
yesterday.1 | hier.1
last.1 week.2 | la.2 semaine.2 dernière.1
this.1 morning.2 | ce.1 matin.2
last.1 year.2 | la.2 année.2 dernière.1
"""),
    "future": _phrases("""
tomorrow.1 | demain.1
next.1 week.2 | la.2 semaine.2 prochaine.1
soon.1 | bientôt.1
next.1 year.2 | la.2 année.2 prochaine.1
"""),
}

# English "to be" by tense and person (i, he, we, they), and French être; avoir makes the past of the other verbs.
BE = {
    "present": ("am", "is", "are", "are"),
    "past": ("was", "was", "were", "were"),
    "future": ("will be",) * 4,
}
ETRE = {
    "present": ("suis", "est", "sommes", "sont"),
    "past": ("étais", "était", "étions", "étaient"),
    "future": ("serai", "sera", "serons", "seront"),
}
AVOIR = ("ai", "a", "avons", "ont")
FUTURE_ENDINGS = ("ai", "a", "ons", "ont")

CONJUNCTIONS = (("and", ("et",)), ("but", ("mais",)), ("because", ("parce", "que")))
