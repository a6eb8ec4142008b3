"""Reading functions as they are written in a classroom: 2x, x(x+1), x², −x, sin²(x), |x|, √x, ln x, e^(−x²).

A small scanner and a recursive descent give the tree of `mathcore.common.expressions`. Nothing is evaluated, and a text
that is no function gets one sentence on what is wrong and how it is written.

    sum     = product (("+" | "−") product)*
    product = sign (("·" | "/" | nothing) sign)*       from the left: 1/2x is (1/2)·x, and e^2x is (e^2)·x
    sign    = ("+" | "−") sign | power
    power   = atom superscripts ["^" sign]              −x² is −(x²)
    atom    = number | fraction | name | "(" sum ")" | "|" sum "|" | root power | function      2½ is 5/2, ³√ is ∛
    function = name [superscript | "^" number] ( "(" sums ")" | atoms )      sin 2x is sin(2x)

Where a classroom would read a text in two ways, `Reader.remarks` says which one is taken, and how the other is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress

from mathcore.common.conditions import Conditions
from mathcore.common.nodes import ARGUMENTS, CONSTANTS, INSTEAD, Call, ExpressionError, Node, Number, Variable
from mathcore.common.readings import BRACKETS, Other, decimal_commas, open_power, raised, remark, takes, varies, written
from mathcore.common.scanner import JOINED
from mathcore.common.tokens import ROOTS, SUPERSCRIPTS, Token
from mathcore.common.typeset import spelled

LARGEST_NUMBER = 1e6
MOST_BARS = 12  # that are tried as opening ones
_OPERATORS = "Only numbers, variables, + - * / ^ and named functions can be used."


class Reader(Conditions):
    """Reads one text."""

    def __init__(self, text: str, variables: tuple[str, ...], inner: frozenset[int] = frozenset()) -> None:
        """`inner`: places of bars that open a second |…| within one, though they could close it."""
        super().__init__(text, variables)
        self.inner, self.doubtful = inner, list[int]()
        self.remarks: list[str] = [] if "(" in text or not re.search(r"[\[{]", text) else [BRACKETS]
        self.open: list[Other] = []  # how else what comes after the last factor could belong to it

    # --- the grammar ---

    def read(self) -> Node:
        """The tree of the whole text."""
        tree = self.sum()
        if self.next.kind == "end":
            return tree
        match self.next.text:
            case ")":
                raise self.wrong("a “)” has no “(”")
            case ",":
                raise self.wrong("a comma parts the arguments of a function; decimals are written with a point")
            case "<" | ">" | "<=" | ">=" | "≤" | "≥" | "=" | "==":
                raise self.compared()
            case other:
                raise self.wrong(f"“{other}” is in the way")

    def sum(self) -> Node:
        """Terms added and subtracted."""
        left = self.product()
        while mark := self.taken("+", "-"):
            left = self.node("add" if mark == "+" else "sub", left, self.product())
        return left

    def product(self) -> Node:
        """Factors multiplied and divided, a mark between them or none."""
        left = self.sign()
        others = self.open
        while True:
            if mark := self.taken("*", "/"):
                above, right = left, self.sign()
                others = [each.divided(right) if mark == "/" else each.times(right) for each in others]
                self.tell(others)
                left = self.node("mul" if mark == "*" else "div", above, right)
                others = [*self.open, Other("div", above, right, left, "any")] if mark == "/" else self.open
            elif self.begins():
                token = self.next
                right = self.power()
                others = [each.multiplied(right, token) for each in others]
                left = self.node("mul", left, right)
                others = [*others, *self.open]
            else:
                self.tell(others)
                self.open = []
                return left

    def tell(self, others: Sequence[Other]) -> None:
        """Say of which pieces there is another reading."""
        self.remarks += [remark(each.read, each.whole()) for each in others if each.grown]

    def begins(self) -> bool:
        """Whether the next piece begins a factor that no mark parts from the one before."""
        token = self.next
        if token.kind in ("number", "fraction"):
            raise self.wrong(f"a mark is missing before “{token.text}”, as in x*2 or x^2")
        if token.text == "|" and self.bars:
            self.doubtful.append(self.at)
            return self.at in self.inner
        return (token.kind == "name" and token.text not in JOINED) or token.text in ("(", "|", *ROOTS)

    def sign(self) -> Node:
        """A factor with its signs."""
        if mark := self.taken("+", "-"):
            number = self.next.kind == "number"
            inner = self.sign()
            if mark == "-" and number and isinstance(inner, Call) and inner.name == "pow":
                base, exponent = inner.args
                self.remarks.append(remark(Call("neg", (inner,)), Call("pow", (Call("neg", (base,)), exponent))))
            return inner if mark == "+" else self.node("neg", inner)
        return self.power()

    def power(self) -> Node:
        """An atom, raised or not."""
        base = self.atom()
        while self.next.kind == "raised":
            base, self.open = self.raised(base, self.superscript()), []
        if self.taken("^"):
            closed = self.next.text == "("
            exponent = self.sign()
            found = self.raised(base, exponent)
            self.open = [] if closed else open_power(base, exponent, found)
            if not closed and isinstance(exponent, Call) and exponent.name == "pow" and found.name == "pow":
                inner, last = exponent.args
                self.remarks.append(remark(found, Call("pow", (Call("pow", (base, inner)), last))))
            return found
        return base

    def superscript(self) -> Node:
        """The number that small raised digits write."""
        text = self.next.text
        self.at += 1
        value = Number(float("".join(str(SUPERSCRIPTS.index(digit)) for digit in text.lstrip("⁻"))))
        return self.node("neg", value) if text.startswith("⁻") else value

    def raised(self, base: Node, exponent: Node) -> Call:
        """A power; of e, the exponential function."""
        if base == Number(CONSTANTS["e"]):
            return self.node("exp", exponent)
        return self.node("pow", base, exponent)

    def atom(self) -> Node:
        """What stands for itself."""
        token = self.next
        self.at += 1
        self.open = []
        match token:
            case Token("number", text):
                if float(text) > LARGEST_NUMBER:
                    raise ExpressionError("Numbers in a function go up to 1,000,000.")
                whole = Number(float(text))
                if (parts := re.fullmatch(r"(.*)e([+-])(.*)", text)) is not None:  # 2e−1, as calculators write it
                    euler = f"{parts[1]}·e {parts[2].replace('-', '−')} {parts[3]}"
                    said = f"“{text}” is read as the number {float(text):g}; with Euler's e it is written {euler}."
                    self.remarks.append(said)
                if self.next.kind != "fraction" or not text.isdigit():
                    return whole
                return self.node("add", whole, self.atom())
            case Token("fraction", sign):
                above, below = unicodedata.normalize("NFKC", sign).split("⁄")
                return self.node("div", Number(float(above)), Number(float(below)))
            case Token("raised", degree) if self.next.text == "√" and degree.isdigit():
                self.at += 1
                return self.root(int("".join(str(SUPERSCRIPTS.index(each)) for each in degree)))
            case Token("name", name):
                return self.named(name)
            case Token("mark", "("):
                bars, self.bars = self.bars, 0
                inner = self.sum()
                self.wanted(")")
                self.bars = bars
                return inner
            case Token("mark", "|"):
                self.bars += 1
                inner = self.sum()
                self.wanted("|")
                self.bars -= 1
                return self.node("abs", inner)
            case Token("mark", "√" | "∛" | "∜" as mark):
                return self.root(ROOTS[mark])
            case Token("end"):
                raise self.wrong("it ends too soon" if self.at > 1 else "it is empty")
            case Token("mark", "*" | "/" | "^" | "+" | "-" as mark):
                raise self.wrong(f"something is missing before “{mark}”")
            case Token("mark", "," | ")" as mark):
                raise self.wrong(f"something is missing before “{mark}”")
        raise ExpressionError(_OPERATORS)

    def root(self, degree: int) -> Node:
        """The root of that degree of what comes next."""
        closed, beyond = self.next.text == "(", self.closing()
        under = self.power()
        name = {2: "sqrt", 3: "cbrt"}.get(degree, "pow")
        more = () if degree in (2, 3) else (self.node("div", Number(1.0), Number(float(degree))),)
        found = self.node(name, under, *more)
        if self.at > beyond and isinstance(under, Call) and under.name == "pow":
            base, exponent = under.args
            self.remarks.append(remark(found, Call("pow", (Call(name, (base, *more)), exponent))))
        self.open = [] if closed else [Other(name, None, under, found, "near", more=more)]
        return found

    def named(self, name: str) -> Node:
        """A variable, a constant, or a function with what it is applied to."""
        if name in self.variables:
            return Variable(name)
        if name in CONSTANTS:
            return Number(CONSTANTS[name])
        if name in ARGUMENTS:
            return self.applied(name)
        if "=" in self.text and self.next.text in ("=", "("):
            raise ExpressionError("Only what stands on the right of = is written.")
        if name in INSTEAD or name.lower() in INSTEAD:
            raise ExpressionError(f"“{name}” is unknown here; write {self.instead(name)}.")
        if self.next.text == "(" and not self.next.spaced:
            raise ExpressionError(f"“{name}” is not a function known here; there are {', '.join(ARGUMENTS)}.")
        if name in ("lambda", "import", "for", "or", "and", "not", "True", "False", "None", "if", "else"):
            raise ExpressionError("A function is made of numbers, variables and functions only.")
        allowed = ", ".join([*self.variables, *CONSTANTS])
        if (power := re.fullmatch(r"([A-Za-z]+)(\d+)", name)) and power[1] in self.variables and int(power[2]) > 1:
            raise ExpressionError(f"“{name}” is unknown here; write {power[1]}^{power[2]} or {power[2]}{power[1]}.")
        raise ExpressionError(f"“{name}” is unknown here; the names are {allowed}.")

    def instead(self, name: str) -> str:
        """How a function is written that is not there; with its arguments, where there are several."""
        told = INSTEAD.get(name) or INSTEAD[name.lower()]
        if not self.taken("("):
            return told
        try:
            return written(name.lower(), self.arguments(name)) or told
        except ExpressionError:  # an argument cannot be read either
            return told

    def applied(self, name: str) -> Node:
        """A function of what follows: arguments in parentheses, or the factors beside it (sin 2x)."""
        exponent: Node | None = None
        if self.next.kind == "raised":
            exponent = self.superscript()
        elif ARGUMENTS[name] == (1, 1) and self.taken("^"):
            exponent = self.atom() if self.next.text == "(" else self.sign_of_number()
        if isinstance(exponent, Call) and exponent.name == "neg":
            inverse = f"a{name}(x)" if f"a{name}" in ARGUMENTS else INSTEAD.get(f"a{name}", "")
            if inverse and exponent.args[0] == Number(1.0):
                raise self.wrong(f"{name} to the power −1 means two things: write {inverse}, or 1/{name}(x)")
            below = spelled(
                raised(Variable(f"{name}(x)"), None if exponent.args[0] == Number(1.0) else exponent.args[0])
            )
            raise self.wrong(f"negative powers of {name} are written with parentheses, as in 1/{below}")
        if self.next.text == "(":
            self.at += 1
            bars, self.bars = self.bars, 0
            args = self.arguments(name)
            self.bars, self.open = bars, []
        else:
            glued = name in ("log2", "log10") and self.next.kind == "name" and not self.next.spaced
            glued = glued and name in self.text.lower()  # lgx and log₂x have one reading
            args = [self.beside(name, exponent)]
            self.open = self.bare(name, args[0], exponent)
            if glued:  # log2x
                product = Call("mul", (Number(float(name[3:])), args[0]))
                self.remarks.append(remark(Call(name, tuple(args)), Call("log", (product,))))
        fewest, most = ARGUMENTS[name]
        if not fewest <= len(args) <= most or (name == "piecewise" and len(args) % 2 == 0):
            pointed = most == 1 and name != "log" and re.search(r"\d,\d", self.text)
            raise ExpressionError(
                f"Decimals are written with a point, as in {name}(0.5)." if pointed else takes(name, self.example)
            )
        made = self.made(name, args)
        return made if exponent is None else self.node("pow", made, exponent)

    def sign_of_number(self) -> Node:
        """The exponent of a function's name: a number, perhaps with a minus."""
        if self.taken("-"):
            return self.node("neg", self.atom())
        return self.atom()

    def beside(self, name: str, exponent: Node | None) -> Node:
        """The argument of a function that has no parentheses: the factors beside it, up to the next function."""
        token = self.next
        if token.text == "-" and (after := self.tokens[self.at + 1]).kind in ("number", "name"):
            raise self.wrong(f"{name} stands before a minus; write {name}(−{after.text})")
        if token.kind not in ("number", "fraction", "name") and token.text not in (*ROOTS, "|"):
            raise ExpressionError(
                f"“{name}” is unknown here on its own (to call it, write {name}({self.example}))."
                if token.kind == "end" or token.text in ("+", "-", "*", "/", ")", ",")
                else takes(name, self.example)
            )
        found = self.power()
        while self.next.kind == "name" and self.next.text not in (*ARGUMENTS, *JOINED) and not self.exponential():
            # ln 2 x may be meant as (ln 2)·x; the root of a number is told by a sign as that: √2x is (√2)·x.
            parted = not varies(found) and (self.next.spaced or name in ("sqrt", "cbrt"))
            first, last = found, self.power()
            found = self.node("mul", first, last)
            if parted and varies(last):
                read, shorter = (raised(Call(name, (each,)), exponent) for each in (found, first))
                self.remarks.append(remark(read, Call("mul", (shorter, last))))
        return found

    def bare(self, name: str, argument: Node, power: Node | None) -> list[Other]:
        """What else a function without parentheses could be applied to; what is already clear is said."""
        found = raised(Call(name, (argument,)), power)
        match argument:
            case Call("pow", (base, exponent)):
                self.remarks.append(remark(found, Call("pow", (raised(Call(name, (base,)), power), exponent))))
            case Call("mul", (first, last)) if varies(first) and varies(last):
                self.remarks.append(remark(found, Call("mul", (raised(Call(name, (first,)), power), last))))
        return [Other(name, None, argument, found, "(", divides=True, power=power)]

    def exponential(self) -> bool:
        """Whether a power of e comes next, which is a function too: cos x e^−x is cos(x)·e^(−x)."""
        after = self.tokens[self.at + 1]
        return self.next.text == "e" and (after.kind == "raised" or after.text == "^")

    def arguments(self, name: str) -> list[Node]:
        """The arguments up to the closing parenthesis."""
        if self.taken(")"):
            return []
        found = [self.condition() if self.conditional(name, 0) else self.sum()]
        while self.taken(",", ";"):
            found.append(self.condition() if self.conditional(name, len(found)) else self.sum())
        self.wanted(")")
        return found

    def made(self, name: str, args: list[Node]) -> Node:
        """The node of a function: those that are others in disguise are written as those."""
        match name, args:
            case "sec" | "csc" | "cot" | "sech" | "csch" | "coth", [u]:
                below = {"sec": "cos", "csc": "sin", "cot": "tan"}[name[:3]] + name[3:]
                return self.node("div", Number(1.0), self.node(below, u))
            case "log10" | "log2", [u]:
                return self.node("div", self.node("log", u), self.node("log", Number(float(name[3:]))))
            case "if", [condition, then, otherwise]:
                return self.node("if", self.truth(name, condition), then, otherwise)
            case "piecewise", [*cases, otherwise]:
                found = otherwise
                for k in range(len(cases) - 2, -1, -2):
                    found = self.node("if", self.truth(name, cases[k]), cases[k + 1], found)
                return found
        return self.node(name, *args)


def read(text: str, variables: tuple[str, ...]) -> tuple[Node, list[str]]:
    """The tree of a text, and what is said of other readings. A bar behind a factor closes the |…| that is open; where
    that leads nowhere it opens one within, as in |1 − 2|x||, and where both can be, both are told.

    Raises:
        ExpressionError: the text is no function.
    """
    usual = Reader(text, variables)
    tree, problem = None, None
    try:
        tree = usual.read()
    except ExpressionError as error:
        problem = error
    for place in usual.doubtful[:MOST_BARS]:
        other = Reader(text, variables, frozenset({place}))
        try:
            within = other.read()
        except ExpressionError:
            continue
        return (within, other.remarks) if tree is None else (tree, [*usual.remarks, remark(tree, within)])
    if problem is not None or tree is None:
        raise problem or ExpressionError(_OPERATORS)
    if (decimals := decimal_commas(text)) != text:
        with suppress(ExpressionError):
            usual.remarks.append(remark(tree, Reader(decimals, variables).read()))
    return tree, usual.remarks
