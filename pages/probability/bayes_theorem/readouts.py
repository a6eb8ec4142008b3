"""What the lesson says in numbers and words: readouts, laws, notices, alternative texts, values for the text."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import bayes
from pages.probability.bayes_theorem.panels import RULER, percent
from pages.probability.bayes_theorem.state import Bayes


def sick_readouts(q: Bayes) -> list[Readout | Law]:
    (hits, alarms), share = q.counts[:, 0].tolist(), q.test.joint[0, 0] / q.test.joint[:, 0].sum()
    by_odds = bayes.probability_of(q.prior + q.shifts[0])
    found: list[Readout | Law] = [
        Readout("sick, given a positive", 100 * q.ppv, "%", role="model"),
        Readout("healthy, given a negative", 100 * q.npv, "%", role="data"),
        Readout("a positive is likelier among the sick by LR₊", q.lr_plus),
        law("counting is multiplying odds", "TP/(TP + FP) = odds·LR₊/(1 + odds·LR₊)", share, by_odds),
    ]
    if many := hits + alarms:
        sides = f"|{hits:,}/{many:,} − exact| ≤ 1/{many:,}"
        found.append(law("the cells are off by rounding alone", sides, abs(hits / many - q.ppv), 1 / many))
    return found


def sick_notice(q: Bayes) -> str:
    rare = q.test.joint[0, 0] * q.many
    says = f"{number(rare, 2)} sick positives are expected among {q.many:,} people: count more people to see one."
    return says if rare < 0.5 else ""


def sick_alt(q: Bayes) -> str:
    (hits, missed), (alarms, cleared) = q.counts.tolist()
    says = f"A unit square of all people, and {q.many:,} cells: {hits} sick and {alarms} healthy test positive"
    return f"{says}, {missed} sick and {cleared} healthy negative. A positive means sick with {percent(q.ppv)}."


def curve_readouts(q: Bayes) -> list[Readout | Law]:
    after = float(bayes.decibans(bayes.odds_of(q.ppv)))
    half = bayes.Test(q.coin_flip, q.test.sensitivity, q.test.specificity).ppv
    return [
        Readout("sick, given a positive", 100 * q.ppv, "%", role="model"),
        Readout("sick, given a negative", 100 * (1 - q.npv), "%", role="data"),
        Readout("a positive is a coin flip at the prevalence", 100 * q.coin_flip, "%", role="accent"),
        law("a positive is a shift", "log-odds after − before = 10 log₁₀ LR₊", after - q.prior, q.shifts[0]),
        law("where odds = 1/LR₊, a coin flip", "P(sick | +) at that prevalence = 1/2", half, 0.5),
    ]


def curve_alt(q: Bayes) -> str:
    says = f"Probability of being sick before and after a test: from {percent(q.test.prevalence)}"
    return f"{says} a positive leads to {percent(q.ppv)}, a negative to {percent(1 - q.npv)}."


def evidence_readouts(q: Bayes) -> list[Readout | Law]:
    dependent, ratios = q.p.copied > 0 and q.p.tests > 1, [q.lr_plus if each else q.lr_minus for each in q.read]
    alone = 1 / (1 + 1 / (q.prior_odds * float(np.prod(ratios))))
    found: list[Readout | Law] = [
        Readout("claimed, as if independent", 100 * q.claimed, "%", role="null"),
        Readout("honest, each given those before", 100 * q.honest, "%", role="model"),
        law("each weighs as if alone", "odds·LR·LR·… = honest", alone, q.honest, unless="tests are copied" * dependent),
    ]
    if not q.impossible:
        counted = bayes.enumerated(q.test, q.read, q.p.copied)
        found.append(law("who is left, by every way it can happen", "people counted = honest", counted, q.honest))
    return found


def evidence_notice(q: Bayes) -> str:
    if q.impossible:
        return "A pure copy never contradicts the first test: these results cannot happen. The arrows show the limit."
    far = np.abs(q.chains[:, : q.p.tests + 1]).max() > RULER[1]
    return "The evidence is stronger than the ruler is long: arrows stop at its end." if far else ""


def evidence_alt(q: Bayes) -> str:
    signs = " ".join("positive" if each else "negative" for each in q.read) or "none"
    return f"Results read: {signs}. Claimed {percent(q.claimed)} sick, honestly {percent(q.honest)}."


def words_readouts(q: Bayes) -> list[Readout | Law]:
    found, final = q.judged, q.judged.final[q.p.text]
    claim, role = ("linalg", "model") if final > 0 else ("stats", "data")
    return [
        Readout("log-odds of linalg so far", q.log_odds, "dB"),
        Readout("the whole text says", f"{claim}, {'right' if claim == q.module else 'wrong'}", role=role),
        Readout("wrong, of all texts", found.wrong.sum()),
        Readout("wrong, as the odds themselves promise", found.claimed * len(found.final), role="muted"),
        law("order does not matter", "word by word = counts × weights", q.reading.path[-1], final),
    ]


def words_alt(q: Bayes) -> str:
    says = f"The docstring of {q.module}.{q.name}, {q.seen} of {len(q.reading.words)} words read: log-odds of linalg"
    return f"{says} {number(q.log_odds, 3)} decibans. Of all texts {q.judged.wrong.sum()} are judged wrongly."


def monty_readouts(q: Bayes) -> list[Readout | Law]:
    opened, never = q.host.joint.sum(axis=0), "he never opens it"
    two, three = (q.host.switching(door) if share > 0 else never for door, share in zip((2, 3), opened, strict=True))
    both = sum(share * chance for share, chance in zip(opened, (two, three), strict=True) if share > 0)
    unless = "the host does not know" * (not q.p.knows)
    return [
        Readout("switching wins after door 3", three, role="model"),
        Readout("switching wins after door 2", two, role="null"),
        Readout("share of the games in which a goat is shown", opened.sum()),
        law("doors average out", "Σ P(door) P(win | door) = P(win)", both / opened.sum(), q.overall),
        law("two in three", "switching wins = 0.666667", q.overall, 2 / 3, unless=unless),
    ]


def monty_notice(q: Bayes) -> str:
    if not q.p.knows and q.p.bias == 0:
        return "This host never opens door 3: there is nothing to condition on. Any other habit gives 1/2."
    says = "He does not know, and showed a goat by luck: the games in which he shows the car (grey) are left out."
    return "" if q.p.knows else says


def monty_alt(q: Bayes) -> str:
    after = percent(q.switching) if np.isfinite(q.switching) else "an undefined share"
    says = f"All games by place of the car and door opened. After door 3 switching wins {after}"
    return f"{says}; whatever door he opens, {percent(q.overall)}."


def numbers(q: Bayes) -> dict[str, Any]:
    (sick, healthy), positives = q.counts.sum(axis=1), q.counts[:, 0].sum()
    named: dict[str, Any] = {"sick": sick, "healthy": healthy, "positives": positives, "length": len(q.shared)}
    named |= {"true_positives": q.counts[0, 0], "false_positives": q.counts[1, 0]}
    named |= {"weight_plus": q.shifts[0], "weight_minus": q.shifts[1], "posterior_odds": q.prior_odds * q.lr_plus}
    named |= {"second": bayes.weights(q.test, (1, 1), q.p.copied)[1], "final": q.judged.final[q.p.text]}
    texts = {"host_knows": "knows" if q.p.knows else "does not know", "text_name": f"{q.module}.{q.name}"}
    return named | {name: rf"\text{{{text}}}".replace("_", r"\_") for name, text in texts.items()}
