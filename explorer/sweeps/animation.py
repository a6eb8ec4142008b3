"""A sweep as a moving picture: GIF by Pillow, MP4 (H.264) by ffmpeg."""

from __future__ import annotations

import io
import math
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.spatial import KDTree

import viz
from explorer import export
from explorer.export import Origin, Shape
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable
from explorer.sweeps.sweep import Progress, Sweep, SweepError, possible, word
from explorer.sweeps.sweep import read as read_sweep

KINDS: Mapping[str, str] = {"gif": "image/gif", "mp4": "video/mp4"}
EASES = ("smooth", "linear")

MOST_FRAMES = 300
MOST_PIXELS = 400_000_000  # of all frames together
LARGEST_SIDE = 2_160  # pixels
SECONDS, FPS = (0.5, 30.0), (1, 30)
SHARED = 12  # frames that the palette of a GIF is made from
EXACT = 64  # colours of a GIF's palette that are kept as they are


class NoEncoder(SweepError):
    """MP4 needs ffmpeg, and there is none."""

    def __init__(self) -> None:
        super().__init__(
            "MP4 needs ffmpeg, which is not on this computer: `pip install imageio-ffmpeg`, or install ffmpeg. "
            "GIF needs neither."
        )


@dataclass(frozen=True)
class Film:
    """How a sweep is shown over time.

    `ease` is "smooth" (slow at both ends) or "linear"; `back` returns to the start, so that a loop has no jump. `width`
    and `height` are those of the figure's layout in pixels, `scale` the pixels of the picture for each of them.
    `home` is the address of the application that the file's link begins with.
    """

    seconds: float = 4.0
    fps: int = 20
    ease: str = "smooth"
    back: bool = False
    look: str = "light"
    width: int = 960
    height: int = 540
    scale: float = 1.0
    home: str = ""

    def __post_init__(self) -> None:
        if not SECONDS[0] <= self.seconds <= SECONDS[1]:
            raise SweepError(f"seconds is a number from {SECONDS[0]:g} to {SECONDS[1]:g}.")
        if not FPS[0] <= self.fps <= FPS[1]:
            raise SweepError(f"fps, the frames in a second, is a whole number from {FPS[0]} to {FPS[1]}.")
        if self.ease not in EASES:
            raise SweepError(f"ease is one of {', '.join(EASES)}.")
        if self.count > MOST_FRAMES:
            raise SweepError(
                f"{self.seconds:g} s at {self.fps} frames a second are {self.count} frames; at most {MOST_FRAMES} are "
                f"drawn. Choose at most {MOST_FRAMES / self.fps:.3g} s, or fewer frames a second."
            )
        wide, high = self.pixels
        if max(wide, high) > LARGEST_SIDE:
            raise SweepError(f"A film of {wide} × {high} pixels is too large; a side has at most {LARGEST_SIDE}.")
        if wide * high * self.count > MOST_PIXELS:
            fits = MOST_PIXELS // (wide * high)
            raise SweepError(
                f"{self.count} frames of {wide} × {high} pixels are too much; "
                f"at that size choose at most {fits} frames ({fits / self.fps:.3g} s), or a smaller size."
            )

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> Film:
        """From the texts of a link or a command line (seconds, fps, ease, back, look, width, height, scale).

        Raises:
            ExportError: with a sentence.
        """
        shape = Shape.read({"scale": "1", **{k: texts[k] for k in ("look", "width", "height", "scale") if k in texts}})
        given: dict[str, Any] = {}
        for name, kind, (low, high) in (("seconds", float, SECONDS), ("fps", int, FPS)):
            try:
                given |= {name: kind(texts[name])} if name in texts else {}
            except ValueError:
                raise SweepError(f"{name} is a number from {low:g} to {high:g}.") from None
        back = texts.get("back", "no").lower()
        if back not in ("yes", "no", "1", "0", "true", "false"):
            raise SweepError("back is yes or no.")
        return cls(
            **given,
            ease=texts.get("ease", cls.ease),
            back=back in ("yes", "1", "true"),
            look=shape.look,
            width=shape.width,
            height=shape.height,
            scale=shape.scale,
        )

    @property
    def count(self) -> int:
        """How many frames there are."""
        return max(2, round(self.seconds * self.fps))

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the picture in pixels; both even, as H.264 wants them."""
        wide, high = (2 * math.ceil(round(side * self.scale) / 2) for side in (self.width, self.height))
        return wide, high

    def places(self) -> list[float]:
        """Where in the sweep each frame stands, 0 to 1. The first is 0; the last 1 or, with `back`, one short of 0."""
        time = np.arange(self.count) / (self.count if self.back else self.count - 1)
        if self.back:
            time = 1 - np.abs(1 - 2 * time)
        return [float(t) for t in (time if self.ease == "linear" else time * time * (3 - 2 * time))]


def read(lesson: Lesson, text: str) -> Sweep:
    """The sweep of a film: a range of numbers by its two ends, names one by one (see `sweep.read`).

    Raises:
        SweepError: with a sentence.
    """
    name = text.partition(":")[0]
    numeric = any(control.name == name and control.kind in ("slider", "steps") for control in lesson.controls)
    return read_sweep(lesson, text, count=2 if numeric else MOST_FRAMES, most=MOST_FRAMES)


def frames_of(sweep: Sweep, film: Film) -> list[Any]:
    """The value of each frame. A number takes the steps that its control has, in between what the sweep names.

    A sweep of two numbers runs through all the steps between them; more, or names, are shown in equal shares of time.
    """
    values: Sequence[Any] = sweep.values
    if len(values) == 2 and sweep.control.kind in ("slider", "steps"):
        values = possible(sweep.control, values[0], values[1])
        return [values[round(place * (len(values) - 1))] for place in film.places()]
    return [values[min(len(values) - 1, int(place * len(values)))] for place in film.places()]


def make(
    lesson: Lesson, parameters: Parameters, sweep: Sweep, film: Film, kind: str, progress: Progress | None = None
) -> bytes:
    """The film as the bytes of a GIF or MP4 file.

    Args:
        progress: told of each frame; may raise to stop.

    Raises:
        ExportError: no such kind.
        SweepError: a value that cannot be drawn.
        NoEncoder: an MP4 without ffmpeg.
        NoBrowser: nothing draws the frames.
    """
    if kind not in KINDS:
        raise SweepError(f"A film is one of {', '.join(KINDS)}, not “{kind[:20]}”.")
    encoder = encoder_path() if kind == "mp4" else ""
    values = frames_of(sweep, film)
    states = dict(zip(values, Sweep(sweep.control, tuple(values)).states(lesson, parameters), strict=True))
    drawn: dict[Any, bytes] = {}
    origin: Origin | None = None
    for done, value in enumerate(dict.fromkeys(values)):
        if progress:
            progress(done, len(states))
        try:
            scene = lesson.scene(states[value])
        except Unanswerable as error:
            raise SweepError(f"{sweep.control.label} {word(sweep.control, value)}: {error}") from None
        drawn[value] = picture(scene, film, f"{sweep.control.label}: {word(sweep.control, value)}")
        origin = origin or export.describe(scene, film.home or None)
    assert origin is not None
    images = [partial(_opened, drawn[value], film) for value in values]
    body = _gif(images, film, origin) if kind == "gif" else _mp4(images, film, origin, encoder)
    if progress:
        progress(len(states), len(states))
    return body


def picture(scene: Scene, film: Film, told: str) -> bytes:
    """One frame as PNG at the film's size: the figure, and under it the value that moves; a film has no slider."""
    look = viz.LOOKS[film.look]
    band = round(2.2 * look.font)  # pixels of a line of type
    figure = scene.figure(film.look, size=(film.width, film.height - band)).to_plotly_json()
    layout = figure["layout"]
    layout["height"] = film.height
    margin = layout.get("margin") or layout["template"]["layout"].get("margin", {})
    layout["margin"] = {**margin, "b": margin.get("b", 80) + band}
    font = {"size": look.font, "color": look.colors["ink"]}
    place = {"xref": "container", "yref": "container", "x": 0.5, "y": 0, "xanchor": "center", "yanchor": "bottom"}
    layout["title"] = {
        "text": escape(told),
        "font": font,
        "pad": {"b": round(0.6 * look.font)},
        "automargin": False,
    } | place
    return export.image(figure, "png", (film.width, film.height), film.scale)


def _opened(png: bytes, film: Film) -> Image.Image:
    """The picture with even sides: where one is odd, a row or column of the background is added."""
    found = Image.open(io.BytesIO(png)).convert("RGB")
    if found.size == film.pixels:
        return found
    whole = Image.new("RGB", film.pixels, viz.LOOKS[film.look].colors["paper"])
    whole.paste(found, (0, 0))
    return whole


Opener = Callable[[], Image.Image]


def _gif(images: Sequence[Opener], film: Film, origin: Origin) -> bytes:
    """One palette for all frames, so that nothing flickers; no dithering, which would crawl from frame to frame."""
    chosen = [images[int(i)]() for i in np.unique(np.linspace(0, len(images) - 1, SHARED).round().astype(int))]
    palette = _palette(chosen)
    tree = KDTree(palette)
    first, *rest = (_indexed(image(), palette, tree) for image in images)
    # GIF counts in hundredths of a second: what rounding takes from one frame it gives to the next.
    ends = [round(100 * (k + 1) / film.fps) for k in range(len(images))]
    durations = [10 * (end - start) for start, end in zip([0, *ends], ends, strict=False)]
    buffer = io.BytesIO()
    first.save(
        buffer,
        "GIF",
        save_all=True,
        append_images=rest,
        duration=durations,
        loop=0,
        optimize=False,
        # The mark first: a comment is cut into pieces of 255 bytes, and the mark should be whole.
        comment=f"{origin.mark} {origin.credit}".encode("ascii", "xmlcharrefreplace"),
    )
    return buffer.getvalue()


def _packed(image: Image.Image) -> NDArray[np.uint32]:
    """The colours of the pixels as whole numbers, 0xrrggbb, flattened."""
    red, green, blue = np.asarray(image, np.uint32).reshape(-1, 3).T
    return np.asarray(red << 16 | green << 8 | blue, np.uint32)


def _unpacked(colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return np.stack([colors >> 16, colors >> 8 & 255, colors & 255], axis=1).astype(np.uint8)


def _palette(images: Sequence[Image.Image]) -> NDArray[np.uint8]:
    """At most 256 colours, shape (n, 3): the most frequent ones as they are, the others by median cut."""
    colors, counts = np.unique(np.concatenate([_packed(image) for image in images]), return_counts=True)
    if len(colors) <= 256:
        return _unpacked(colors)
    exact = _unpacked(colors[np.argsort(-counts, kind="stable")[:EXACT]])
    wide, high = images[0].size
    strip = Image.new("RGB", (wide, high * len(images)))
    for at, each in enumerate(images):
        strip.paste(each, (0, at * high))
    cut = strip.quantize(256 - EXACT, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    return np.unique(np.concatenate([exact, np.array(cut, np.uint8).reshape(-1, 3)]), axis=0)[:256]


def _indexed(image: Image.Image, palette: NDArray[np.uint8], tree: KDTree) -> Image.Image:
    """The picture in the nearest colours of the palette. Pillow's own search is coarse: it turns white into grey."""
    colors, places = np.unique(_packed(image), return_inverse=True)
    nearest = np.asarray(tree.query(_unpacked(colors))[1], np.uint8)
    found = Image.fromarray(nearest[places].reshape(image.height, image.width)).convert("L")
    found.putpalette(palette.tobytes())
    return found


def encoder_path() -> str:
    """The ffmpeg that is used: IMAGEIO_FFMPEG_EXE, the one that imageio-ffmpeg ships, or an installed one.

    Raises:
        NoEncoder: there is none.
    """
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise NoEncoder from None


def _mp4(images: Sequence[Opener], film: Film, origin: Origin, encoder: str) -> bytes:
    """H.264 in 4:2:0 with the index in front: what browsers, slides and phones play."""
    wide, high = film.pixels
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "film.mp4"
        command = [encoder, "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
        command += ["-s", f"{wide}x{high}", "-r", str(film.fps), "-i", "-", "-an"]
        # Screens take unmarked HD video for BT.709; say so, and convert the colours accordingly.
        command += ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"]
        command += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
        command += ["-c:v", "libx264", "-preset", "medium", "-crf", "17", "-movflags", "+faststart"]
        command += ["-metadata", f"title={origin.title}", "-metadata", f"comment={origin.credit} {origin.mark}"]
        command += ["-fflags", "+bitexact", "-flags:v", "+bitexact", str(target)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdin is not None
            try:
                for image in images:
                    process.stdin.write(image().tobytes())
            except BrokenPipeError:
                pass  # ffmpeg has given up, and says why
            _, errors = process.communicate()
        if process.returncode or not target.exists():
            raise SweepError(f"ffmpeg could not make the film: {errors.decode(errors='replace').strip()[-200:]}")
        return target.read_bytes()
