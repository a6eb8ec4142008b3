"""A formula as it was understood: set in LaTeX, and spelled so that it can be read in one way only."""

from __future__ import annotations

from mathcore.common.nodes import CONSTANTS, Call, Node, Number, Variable

_FUNCTIONS = {"log": r"\ln", "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan"} | {
    name: rf"\{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "min", "max")
}
_COMPARED = {"lt": "<", "le": r"\le"}
_SUMS, _PRODUCTS, _SIGNED, _POWERS, _ATOMS = range(5)  # how tightly a piece holds together


def latex(node: Node) -> str:
    """The tree in LaTeX, nothing simplified: x·x stays a product. log is ln."""
    return _latex(node)[0]


def _latex(node: Node) -> tuple[str, int]:
    match node:
        case Number(value):
            names = {CONSTANTS["pi"]: r"\pi", CONSTANTS["e"]: "e"}
            return names.get(value, f"{value:.12g}" if value < 1e15 else repr(value)), _ATOMS
        case Variable(name):
            return name, _ATOMS
        case Call("add" | "sub" as name, (left, right)):
            sign, least = ("+", _SUMS) if name == "add" else ("-", _PRODUCTS)
            second, level = _latex(right)
            return f"{latex(left)} {sign} {_within(second, level < least or second.startswith('-'))}", _SUMS
        case Call("neg", (argument,)):
            inner, level = _latex(argument)
            return f"-{_within(inner, level <= _SIGNED and level != _PRODUCTS)}", _SIGNED
        case Call("mul", (left, right)):
            (ahead, loose), (behind, level) = _latex(left), _latex(right)
            texts = [_within(ahead, loose < _PRODUCTS), _within(behind, level in (_SUMS, _SIGNED))]
            number = isinstance(left, Number) and left.value not in CONSTANTS.values()
            close = number and not texts[1][0].isdigit() and not texts[1].startswith(r"\frac")
            return (r" " if close else r" \cdot ").join(texts), _PRODUCTS
        case Call("div", (above, below)):
            return rf"\frac{{{latex(above)}}}{{{latex(below)}}}", _PRODUCTS
        case Call("exp", (argument,)):
            return f"e^{{{latex(argument)}}}", _POWERS
        case Call("pow", (base, exponent)):
            inner, level = _latex(base)
            return f"{_within(inner, level < _ATOMS)}^{{{latex(exponent)}}}", _POWERS
        case Call("abs", (argument,)):
            return rf"\left|{latex(argument)}\right|", _ATOMS
        case Call("sqrt" | "cbrt" as name, (argument,)):
            return rf"\sqrt{'[3]' if name == 'cbrt' else ''}{{{latex(argument)}}}", _ATOMS
        case Call("floor" | "ceil" as name, (argument,)):
            return rf"\left\l{name} {latex(argument)}\right\r{name}", _ATOMS
        case Call("if", (condition, then, other)):
            cases = rf"{latex(then)} & \text{{if }} {latex(condition)} \\ {latex(other)} & \text{{otherwise}}"
            return rf"\begin{{cases}} {cases} \end{{cases}}", _ATOMS
        case Call("lt" | "le" as name, (left, right)):
            return f"{latex(left)} {_COMPARED[name]} {latex(right)}", _SUMS
        case Call("and", (left, right)):
            return rf"{latex(left)} \text{{ and }} {latex(right)}", _SUMS
        case Call(name, args):
            called = _FUNCTIONS.get(name, rf"\operatorname{{{name}}}")
            return rf"{called}\left({', '.join(map(latex, args))}\right)", _ATOMS
    raise TypeError(f"{node} is no node of a formula.")


def _within(text: str, in_parentheses: bool) -> str:
    return rf"\left({text}\right)" if in_parentheses else text


def spelled(node: Node) -> str:
    """The tree as a reader may type it, with a mark or parentheses wherever a factor, a fraction, an exponent or an
    argument could be taken for a longer or a shorter one."""
    match node:
        case Number(value):
            name = next((name for name, known in CONSTANTS.items() if value == known), None)
            return {"pi": "π"}.get(name, name) if name else f"{value:.15g}"
        case Variable(name):
            return name
        case Call("add" | "sub" as name, (left, right)):
            second = spelled(right)
            closed = second.startswith("−") or (name == "sub" and _is(right, "add", "sub"))
            return f"{spelled(left)} {'+' if name == 'add' else '−'} {f'({second})' if closed else second}"
        case Call("neg", (argument,)):
            number = isinstance(argument, Call) and argument.name == "pow" and isinstance(argument.args[0], Number)
            return f"−{_closed(argument, 'add', 'sub', 'mul', 'div', 'neg', *(['pow'] if number else []))}"
        case Call("mul", (left, right)):
            return f"{_closed(left, 'add', 'sub', 'div')}·{_closed(right, 'add', 'sub', 'mul', 'div', 'neg')}"
        case Call("div", (above, below)):
            one = isinstance(above, Call) and above.args[-1] == Number(1.0)  # x^1/2 and e^1/2 have two readings
            first = _closed(above, "add", "sub", "mul", "div", *(["pow", "exp"] if one else []))
            return f"{first}/{_closed(below, 'add', 'sub', 'mul', 'div', 'neg')}"
        case Call("exp", (argument,)):
            return f"e^{_closed(argument, 'add', 'sub', 'mul', 'div', 'neg', 'pow', 'exp')}"
        case Call("pow", (base, exponent)):
            raised = _closed(exponent, "add", "sub", "mul", "div", "neg", "pow", "exp")
            return f"{_closed(base, 'add', 'sub', 'mul', 'div', 'neg', 'pow', 'exp')}^{raised}"
        case Call("abs", (argument,)) if not _has(argument, "abs"):
            return f"|{spelled(argument)}|"
        case Call("lt" | "le" as name, (left, right)):
            return f"{spelled(left)} {'<' if name == 'lt' else '≤'} {spelled(right)}"
        case Call("and", (left, right)):
            return f"{spelled(left)} and {spelled(right)}"
        case Call(name, args):
            return f"{name}({', '.join(map(spelled, args))})"
    raise TypeError(f"{node} is no node of a formula.")


def _is(node: Node, *names: str) -> bool:
    return isinstance(node, Call) and node.name in names


def _has(node: Node, name: str) -> bool:
    return isinstance(node, Call) and (node.name == name or any(_has(each, name) for each in node.args))


def _closed(node: Node, *names: str) -> str:
    return f"({spelled(node)})" if _is(node, *names) else spelled(node)
