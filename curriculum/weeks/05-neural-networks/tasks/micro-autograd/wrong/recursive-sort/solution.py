"""Scalar reverse-mode differentiation: a Value remembers where it came from and how to send gradients back."""

import math


class Value:
    """A number in a graph. `parents` are the Values it was computed from, `slopes` the derivative towards each."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    __radd__ = __add__
    __rmul__ = __mul__

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def tanh(self):
        out = math.tanh(self.data)
        return Value(out, (self,), (1.0 - out * out,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def backward(self):
        """Add d(self)/d(node) to `.grad` of every node that self depends on, self included."""
        fresh = {self: 1.0}  # gradients of this call only: what earlier calls left in .grad must not flow again
        for node in reversed(sorted_graph(self)):
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                fresh[parent] = fresh.get(parent, 0.0) + slope * fresh[node]
        for node, grad in fresh.items():
            node.grad += grad


def as_value(number):
    return number if isinstance(number, Value) else Value(number)


def sorted_graph(root):
    """Every node after its parents, without recursion: chains may be thousands of steps long."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)

    visit(root)
    return order


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
