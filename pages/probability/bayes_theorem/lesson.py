"""Count who is left: evidence sends some of the sick home and more of the healthy, and what remains is the answer."""

from __future__ import annotations

from explorer.controls import Cells, Choice, Slider, Steps, Toggle
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore.probability import bayes, docstrings
from pages.probability.bayes_theorem import panels
from pages.probability.bayes_theorem import readouts as say
from pages.probability.bayes_theorem.state import PEOPLE, Bayes

# So many values a decade that 1%, 2%, 3%, 5%, 10%, 20%, 25% and 50% are among them.
PREVALENCE = Slider("prevalence", "Prevalence", 0.01, 97.4, 1, unit="%", log=True, per_decade=176)
SENSITIVITY = Slider("sensitivity", "Sensitivity: positive among the sick", 10, 99.9, 90, 0.1, unit="%")
SPECIFICITY = Slider("specificity", "Specificity: negative among the healthy", 50, 99.9, 91, 0.1, unit="%")
TEST = (PREVALENCE, SENSITIVITY, SPECIFICITY)
CROWD = Choice("people", "People counted", {each: f"{int(each):,}" for each in PEOPLE}, "1000")
TESTS = Slider("tests", "Results read", 0, panels.TESTS, 3, 1, integer=True)
COPIES = "Each later test repeats the first with this probability. Alone, each is as good as the first."
COPIED = Slider("copied", "Later tests copy the first", 0, 1, 0, 0.01, help=COPIES)
FINDINGS = Cells("findings", "Results: on is positive", ("11111",), columns=tuple("12345"))
SERIES = (TESTS, COPIED, FINDINGS, *TEST)
TEXTS = docstrings.texts()
LONGEST = max(map(len, TEXTS.words))
WORDS = (
    Slider("text", "Text", 0, len(TEXTS.names) - 1, TEXTS.names.index("det"), 1, integer=True),
    Toggle("once", "Count each word once", False),
    Toggle("own", "Leave out sentences that many texts share", False),
    Steps("word", "Words read", high=LONGEST, default=LONGEST, rate=8),
)
HABIT = Slider("bias", "His habit b: door 3 where he may choose", 0, 1, 0.5, 0.01)
HOST = (HABIT, Toggle("knows", "The host knows, and never shows the car", True))
SQUARE, CURVES = [panels.mosaic_panel, panels.icons_panel], [panels.curve_panel, panels.shift_panel]
CHAIN, MONTY = [panels.ruler_panel, panels.people_panel], [panels.doors_panel, panels.habit_panel]
READ = [panels.path_panel, panels.words_panel, panels.texts_panel]
LONGER = {"text": "Each text has its own length, and its words lead as far as they lead."}
LONGER |= {"word": "The bars of the strongest words grow with the words read, through four sizes of their axis."}
sharp = lambda sensitivity, specificity: {"sensitivity": sensitivity, "specificity": specificity}
echo = lambda tests, copied, **more: {"view": "evidence", "tests": tests, "copied": copied, **more}
of = lambda name, **more: {"view": "words", "text": TEXTS.names.index(name), **more}


def feigned(q: Bayes) -> bool:
    told = q.p.prevalence == 1 and q.p.copied <= 0.5 and min(q.read, default=0) == 1
    return told and q.claimed > 0.9 and q.honest < 0.1


lesson = Lesson(
    title="Conditional Probability and Bayes Theorem",
    terms=(
        *("base rate", "prior", "posterior", "likelihood ratio", "odds", "sensitivity", "specificity", "Monty Hall"),
        *("naive Bayes", "predictive value", "weight of evidence", "natural frequencies", "false positive"),
    ),
    state=Bayes,
    choose="Look at",
    views={
        "counts": View("Counts", SQUARE, say.sick_readouts, say.sick_alt, [*TEST, CROWD], say.sick_notice),
        "curve": View("Curve", CURVES, say.curve_readouts, say.curve_alt, TEST),
        "evidence": View("Evidence", CHAIN, say.evidence_readouts, say.evidence_alt, SERIES, say.evidence_notice),
        "words": View("Words", READ, say.words_readouts, say.words_alt, WORDS, rescales=LONGER),
        "monty": View("Monty Hall", MONTY, say.monty_readouts, say.monty_alt, HOST, say.monty_notice),
    },
    numbers=say.numbers,
    challenges=(
        Challenge(
            "Predict: 1% are sick. 80% of the sick and 5% of the healthy test positive. What does a positive mean?",
            "Take 1,000 people. How many sick test positive, and how many healthy?",
            predict=Prediction(
                "Sick if positive", lambda q: 100 * q.ppv, 1.5, sharp(80, 95), "number", "%", why="8 of 58."
            ),
            again=(
                Again(
                    "Predict: 1% are sick. 90% of the sick and 10% of the healthy test positive. "
                    "What does a positive mean?",
                    sharp(90, 90),
                    "9 of 108.",
                    near=0.6,
                ),
            ),
        ),
        Challenge(
            "At a prevalence of 1%, build a test whose positive is a coin flip: a chance of one half, to within 0.01.",
            "As many healthy as sick must test positive, and there are ninety-nine times as many healthy.",
            lambda q: q.p.prevalence == 1 and abs(q.ppv - 0.5) < 0.01,
            [sharp(90, 99.1), sharp(50, 99.5), sharp(99, 99) | {"view": "curve"}],
            [sharp(90, 99.2), sharp(90, 99), sharp(90, 91) | {"prevalence": 9.12}],
            views=("counts", "curve"),
        ),
        Challenge(
            "1% are sick, c is at most 1/2, results are positive: let over 90% be claimed where under 10% is honest.",
            "At c = 1/2 a second positive multiplies the odds by (1 + s)/(1 + f). Which sensitivity keeps it small?",
            feigned,
            [echo(5, 0.5, **sharp(20, 96)), echo(4, 0.45, **sharp(15, 97.4)), echo(5, 0.3, **sharp(12, 97))],
            [echo(5, 0.5), echo(3, 1), echo(5, 0.6, **sharp(20, 96)), echo(5, 0.5, **sharp(40, 91))],
            views=("evidence",),
        ),
        Challenge(
            "Find a text that is judged wrongly by odds that admit it: less than 3 decibans, two to one, at its end.",
            "The wrong ones are ringed, one of them close to the line. Which are wrong changes with what is counted.",
            lambda q: q.judged.wrong[q.p.text] and abs(q.judged.final[q.p.text]) < 3,
            [of("find_best_blas_type"), of("subspace_angles", own=True), of("subspace_angles", own=True, once=True)],
            [of("norm"), of("get_blas_funcs"), of("norm", own=True, once=True), of("find_best_blas_type", once=True)],
            views=("words",),
        ),
    ),
    related=("independence_correlation", "bayesian_inference", "map_estimation", "why_probability", "lln_clt"),
    oracles=("naive Bayes: sklearn’s MultinomialNB", "copies: scipy’s binomial law", "words: SciPy’s own, recounted"),
    source=(bayes.Test, bayes.likelihoods, bayes.Host, docstrings.judged),
)
