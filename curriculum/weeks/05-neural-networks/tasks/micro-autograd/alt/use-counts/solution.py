"""A gradient leaves a node only when all of its uses have reported: counting uses instead of sorting."""

import math
from collections import Counter, deque


class Value:
    __slots__ = ("data", "edges", "grad")

    def __init__(self, data, edges=()):
        self.data = float(data)
        self.grad = 0.0
        self.edges = list(edges)  # pairs (parent, derivative)

    def _with(self, other, combine):
        other = other if isinstance(other, Value) else Value(other)
        value, left, right = combine(self.data, other.data)
        return Value(value, [(self, left), (other, right)])

    def __add__(self, other):
        return self._with(other, lambda a, b: (a + b, 1.0, 1.0))

    def __mul__(self, other):
        return self._with(other, lambda a, b: (a * b, b, a))

    def __radd__(self, other):
        return self.__add__(other)

    def __rmul__(self, other):
        return self.__mul__(other)

    def __pow__(self, number):
        return Value(math.pow(self.data, number), [(self, number * math.pow(self.data, number - 1))])

    def exp(self):
        return Value(math.exp(self.data), [(self, math.exp(self.data))])

    def tanh(self):
        return Value(math.tanh(self.data), [(self, 1.0 / math.cosh(self.data) ** 2)])

    def relu(self):
        return Value(self.data * (self.data > 0), [(self, float(self.data > 0))])

    def backward(self):
        uses, seen, todo = Counter(), {id(self)}, [self]
        while todo:
            for parent, _ in todo.pop().edges:
                uses[id(parent)] += 1
                if id(parent) not in seen:
                    seen.add(id(parent))
                    todo.append(parent)
        arrived = {id(self): 1.0}
        ready = deque([self])
        while ready:
            node = ready.popleft()
            total = arrived.pop(id(node))
            node.grad = node.grad + total
            for parent, derivative in node.edges:
                key = id(parent)
                arrived[key] = arrived.get(key, 0.0) + total * derivative
                uses[key] -= 1
                if uses[key] == 0:
                    ready.append(parent)


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
