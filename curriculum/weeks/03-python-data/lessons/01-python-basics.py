# %% id=kinds
row = "5.1,3.5,1.4,0.2,setosa"
parts = row.split(",")
print(type(row).__name__, type(parts).__name__, len(parts))
print(parts[2] + parts[3], "|", float(parts[2]) + float(parts[3]))
print(0.1 + 0.2 == 0.3, abs(0.1 + 0.2 - 0.3) < 1e-9)
print([bool(value) for value in (0, 0.0, "", "0", [], None)])
assert parts[2] + parts[3] == "1.40.2"
assert 0.1 + 0.2 != 0.3

# %% id=names
# hand: two-names
a = [1, 2]
b = a
b.append(3)
print("after append:", a, b, "same object:", a is b)
assert a == [1, 2, 3]
assert a is b
b = b + [4]  # noqa: RUF005 - plus is the point
print("after b + [4]:", a, b, "same object:", a is b)
assert a == [1, 2, 3]
assert b == [1, 2, 3, 4]
assert a is not b

# %% id=copies
table = [[1, 2], [3, 4]]
shallow, deep = list(table), [list(inner) for inner in table]
table[0][0] = 99
print("shallow:", shallow)
print("deep:   ", deep)
assert shallow[0][0] == 99
assert deep[0][0] == 1

# %% id=comprehension
# hand: four-rows
rows = ["5.1,setosa", "7.0,versicolor", "NA,setosa", "6.3,virginica"]
lengths = [float(r.split(",")[0]) for r in rows if not r.startswith("NA")]
count = {name: sum(r.endswith(name) for r in rows) for name in ("setosa", "versicolor", "virginica")}
print(lengths, round(sum(lengths) / len(lengths), 3))
print(count)
assert lengths == [5.1, 7.0, 6.3]
assert round(sum(lengths) / 3, 3) == 6.133
assert count == {"setosa": 2, "versicolor": 1, "virginica": 1}


# %% id=default
# hand: three-calls
def add(item, bag=[]):
    bag.append(item)
    return bag


print(add("a"), add.__defaults__)
print(add("b"))
print(add("c"))
assert add.__defaults__ == (["a", "b", "c"],)


def add_safely(item, bag=None):
    bag = [] if bag is None else bag
    bag.append(item)
    return bag


print(add_safely("a"), add_safely("b"))
assert add_safely("c") == ["c"]


# %% id=exceptions
def number(text):
    """A number, or None for a gap; anything else is an error that names the text."""
    text = text.strip()
    if text in ("", "NA"):
        return None
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"not a number: {text!r}") from None


print(number(" 1.4 "), number("NA"), number(""))
for bad in ("1,4", "abc"):
    try:
        number(bad)
    except ValueError as error:
        print("ValueError:", error)


# %% id=swallowed
def careless(text):
    try:
        return float(text)
    except Exception:
        return 0.0


values = ["1.4", "1.3", "l.5", "NA"]
print([careless(v) for v in values], "mean:", sum(careless(v) for v in values) / 4)
assert sum(careless(v) for v in values) / 4 < 0.7  # half of the truth, without a word

# %% id=files
import tempfile
from pathlib import Path

path = Path(tempfile.mkdtemp(), "iris.csv")
path.write_bytes("\ufeffspecies,花瓣\r\nsetosa,1.4\r\n".encode())
print(path.read_bytes()[:6])
for encoding in ("utf-8", "utf-8-sig"):
    with path.open(encoding=encoding) as file:
        header, *body = [line.rstrip("\n").split(",") for line in file]
    print(encoding, [name.encode("ascii", "backslashreplace").decode() for name in header], body)
assert header[0] == "species"

# %% id=quoted
import csv
import io

text = 'species,note\nsetosa,"small, blue"\n'
naive = [line.split(",") for line in text.splitlines()]
proper = list(csv.reader(io.StringIO(text)))
print([len(r) for r in naive], [len(r) for r in proper])
print(proper[1])
assert len(naive[1]) == 3
assert proper[1] == ["setosa", "small, blue"]
