"""Reads `.efg` files and solves trees of perfect information by backward induction, plainly.

Written from Gambit's description of the format, without a look at our writer.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{},"]+)')


@dataclass
class Node:
    kind: str  # "c", "p" or "t"
    player: int = -1  # from 0
    infoset: int = 0
    label: str = ""
    names: tuple = ()
    chances: tuple = ()
    payoffs: tuple = ()
    children: tuple = ()


def parse(text):
    """(title, players, root of the tree)."""
    tokens = [
        ("text", m[1]) if m[1] is not None else ("mark", m[2]) if m[2] else ("word", m[3])
        for m in TOKEN.finditer(text)
    ]
    at = 0

    def take(kind, value=None):
        nonlocal at
        found, content = tokens[at]
        assert found == kind, (at, tokens[at])
        assert value is None or content == value
        at += 1
        return content

    def group(kinds):
        take("mark", "{")
        items = []
        while tokens[at] != ("mark", "}"):
            items.append(tuple(take(kind) for kind in kinds))
        take("mark", "}")
        return items

    def node():
        kind = take("word")
        take("text")
        if kind == "c":
            take("word")
            take("text")
            ways = group(("text", "word"))
            take("word", "0")
            chances = tuple(Fraction(chance) for _, chance in ways)
            found = Node("c", names=tuple(name for name, _ in ways), chances=chances)
            found.children = tuple(node() for _ in ways)
        elif kind == "p":
            player, infoset = int(take("word")) - 1, int(take("word"))
            label = take("text")
            names = tuple(name for (name,) in group(("text",)))
            take("word", "0")
            found = Node("p", player, infoset, label, names)
            found.children = tuple(node() for _ in names)
        else:
            take("word")
            take("text")
            payoffs = tuple(Fraction(paid) for (paid,) in group(("word",)))
            found = Node(kind, payoffs=payoffs)
        return found

    for word in ("EFG", "2", "R"):
        take("word", word)
    title = take("text")
    players = [name for (name,) in group(("text",))]
    if tokens[at][0] == "text":  # a comment
        at += 1
    root = node()
    assert at == len(tokens)
    return title, players, root


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


def solve(root, players, precision):
    """Logit choice at every node, by backward induction.

    Args:
        root: of a tree.
        players: how many.
        precision: (player, label) -> precision of its choice.

    Returns:
        Expected payoffs at the root, and (player, infoset, label, chances) of each decision node.
    """
    chosen = []

    def worth(node):
        if node.kind == "t":
            return [float(paid) for paid in node.payoffs]
        below = [worth(child) for child in node.children]
        chances = [float(chance) for chance in node.chances]
        if node.kind == "p":
            own = [paid[node.player] for paid in below]
            sharp = precision(node.player, node.label)
            weights = [math.exp(sharp * (x - max(own))) for x in own]
            chances = [w / sum(weights) for w in weights]
            chosen.append((node.player, node.infoset, node.label, chances))
        return [
            sum(c * paid[k] for c, paid in zip(chances, below, strict=True)) for k in range(players)
        ]

    return worth(root), chosen
