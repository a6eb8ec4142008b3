"""The routes of exercises: a sheet as a page, and whether a guess is right."""

from __future__ import annotations

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from explorer import export
from explorer.assets import static_hash
from explorer.controls import ControlError
from explorer.controls.tables import texts
from explorer.exercises import page
from explorer.exercises.build import LARGEST_SEED, MOST, Exercise, ExerciseError, Sheet, sheet
from explorer.predictions import GuessError, number_in

_workers = anyio.CapacityLimiter(2)  # sheets in the making: a few of them take seconds


def _number(request: Request, name: str, otherwise: int, most: int) -> int:
    text = request.query_params.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and int(text) <= most):
        raise ExerciseError(f"{name} is a whole number, {most:,} at most.")
    return int(text)


async def _asked(request: Request) -> tuple[Sheet, int]:
    """The sheet that a request asks for; raises KeyError or ExerciseError with a sentence."""
    seed, count = _number(request, "seed", 1, LARGEST_SEED), _number(request, "n", 4, MOST)
    slug = str(request.path_params["slug"])
    return await anyio.to_thread.run_sync(sheet, slug, seed, count, limiter=_workers), count


async def exercises(request: Request) -> Response:
    """`GET /exercises/SLUG?seed=1&n=4&answers=1`: the sheet; 404 for an unknown lesson, 400 with a sentence."""
    try:
        found, count = await _asked(request)
    except KeyError as error:
        return PlainTextResponse(str(error.args[0]), 404)
    except ExerciseError as error:
        return PlainTextResponse(str(error), 400)
    base = export.home_page(str(request.base_url)).rstrip("/") + "/"
    answers = request.query_params.get("answers", "") == "1"
    text = page.html(found, count, answers, base, f"scope/static/{static_hash()}")
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


async def check(request: Request) -> Response:
    """`GET /exercises/SLUG/check?seed=1&n=4&item=0&guess=1/2`: {"right"}, and if so {"said", "law", "state"}; a wrong
    guess hears no answer unless `show=1` asks for it. {"sentence"} for a guess that is no number or point; 400 with a
    sentence for a question that is not on the sheet."""
    try:
        found, _ = await _asked(request)
        if not found.exercises:
            raise ExerciseError("The sheet has no questions with numbers.")
        exercise = found.exercises[_number(request, "item", 0, len(found.exercises) - 1)]
    except KeyError as error:
        return PlainTextResponse(str(error.args[0]), 404)
    except ExerciseError as error:
        return PlainTextResponse(str(error), 400)
    show, right = request.query_params.get("show") == "1", False
    if not show:
        try:
            right = exercise.right(_guess(request.query_params.get("guess", ""), exercise))
        except (ExerciseError, GuessError) as error:
            return JSONResponse({"sentence": str(error)}, headers={"Cache-Control": "no-store"})
    told: dict[str, object] = {"right": right}
    if right or show:
        told |= {"said": f"{exercise.said} ± {exercise.margin}", "law": exercise.law, "state": exercise.state}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _guess(text: str, exercise: Exercise) -> tuple[float, ...]:
    """The numbers of a guess, as a reader writes them: 1/2, √2, 3%, (1, −2); raises GuessError or ExerciseError."""
    size = len(exercise.answer)
    if size == 1:
        return (number_in(text.strip(), exercise.unit),)
    try:
        parts = texts(text, size, "The guess")
    except ControlError as error:
        raise ExerciseError(str(error)) from None
    if len(parts) != size or "" in parts:
        raise ExerciseError(f"The answer is {size} numbers, as in (1, 2).")
    return tuple(number_in(part, exercise.unit) for part in parts)


ROUTES: list[BaseRoute] = [
    Route("/exercises/{slug}", exercises),
    Route("/exercises/{slug}/check", check),
]
