"""Scalar automatic differentiation. Complete Value; keep names and `run` as they are."""


class Value:
    """A number that remembers how it was computed: `.data` is the number, `.grad` the accumulated gradient."""

    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0

    def __add__(self, other):
        """Value + Value, Value + number."""

    def __radd__(self, other):
        """number + Value."""

    def __mul__(self, other):
        """Value * Value, Value * number."""

    def __rmul__(self, other):
        """number * Value."""

    def __pow__(self, exponent):
        """Value ** number."""

    def exp(self):
        """e to the power of self."""

    def tanh(self):
        """Hyperbolic tangent; `math.tanh` does the arithmetic."""

    def relu(self):
        """max(self, 0); its derivative at 0 is 0."""

    def backward(self):
        """Add d(self)/d(node) to the .grad of every node that self depends on."""


def run(program, leaves, times=1):
    """Given: keep this function as it is. It builds the graph of `program` and calls backward() `times` times."""
    inputs = [Value(leaf) for leaf in leaves]
    nodes = []
    for op, *args in program:
        if op == "leaf":
            nodes.append(inputs[args[0]])
        elif op == "add":
            nodes.append(nodes[args[0]] + nodes[args[1]])
        elif op == "mul":
            nodes.append(nodes[args[0]] * nodes[args[1]])
        elif op == "add_number":  # Value + number
            nodes.append(nodes[args[0]] + args[1])
        elif op == "number_add":  # number + Value
            nodes.append(args[0] + nodes[args[1]])
        elif op == "mul_number":
            nodes.append(nodes[args[0]] * args[1])
        elif op == "number_mul":
            nodes.append(args[0] * nodes[args[1]])
        elif op == "pow":
            nodes.append(nodes[args[0]] ** args[1])
        else:  # exp, tanh, relu
            nodes.append(getattr(nodes[args[0]], op)())
    for _ in range(times):
        nodes[-1].backward()
    return {"value": float(nodes[-1].data), "grads": [float(leaf.grad) for leaf in inputs]}
