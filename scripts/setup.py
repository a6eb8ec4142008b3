"""Sets up what a step of the Makefile needs, once: ``python -m scripts.setup [app|dev] [kernels|kernels!] [browser]``.

``app`` installs requirements.txt, ``dev`` requirements-dev.txt (which holds the former), ``kernels`` builds the Rust
kernels if cargo is there and goes on without them if not, ``kernels!`` fails if cargo is there and the build fails,
``browser`` sees that there is a Chromium. A stamp in the virtual environment keeps the hash of what a step was made
from, so that the next run starts at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from scripts import browser

ROOT = Path(__file__).resolve().parents[1]
VENV = Path(sys.prefix)
KERNELS = ROOT / "rust_kernels" / "python"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
WITHOUT = "NumPy does their work, more slowly."


class SetupError(Exception):
    """A step that failed, in a sentence."""


def digest(files: Iterable[Path], *more: str) -> str:
    """A hash of the files' paths and contents, of further texts, and of the Python that runs this."""
    total = hashlib.sha256("\0".join((sys.version, *more)).encode())
    for file in sorted(files):
        total.update(f"\0{file.relative_to(ROOT)}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def stamp(name: str) -> Path:
    """Where the hash of a finished step is kept."""
    return VENV / "stamps" / name


def stamped(name: str) -> str:
    """The hash of the step when it was last finished, or nothing."""
    return stamp(name).read_text("utf-8") if stamp(name).exists() else ""


def finish(name: str, value: str) -> None:
    """Keep the hash of a finished step."""
    stamp(name).parent.mkdir(exist_ok=True)
    stamp(name).write_text(value, "utf-8")


def requirements(name: str) -> None:
    """Install ``requirements.txt`` or ``requirements-dev.txt``, unless that very file is installed already.

    Raises:
        SetupError: if pip fails.
    """
    file = ROOT / f"{name}.txt"
    wanted = digest([file])
    if stamped(name) == wanted:
        return
    packages = sum(line[:1].isalnum() for line in file.read_text("utf-8").splitlines())
    print(f"Installing {name}.txt (about {packages} packages, once) ...", flush=True)
    command = [*PIP, "install", "--quiet", "--requirement", str(file)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SetupError(f"pip could not install {name}.txt: what it says is above.")
    finish(name, wanted)
    if name == "requirements-dev":  # it holds the application's own requirements
        finish("requirements", digest([ROOT / "requirements.txt"]))


def cargo() -> str | None:
    """The path of cargo, also where rustup put it without a new login; None if Rust is not installed."""
    at_home = Path(os.environ.get("CARGO_HOME", "~/.cargo")).expanduser() / "bin" / "cargo"
    return shutil.which("cargo") or (str(at_home) if at_home.exists() else None)


def rust_environment() -> dict[str, str]:
    """The environment of a step, with cargo on the path."""
    found = cargo()
    if not found:
        return dict(os.environ)
    return {**os.environ, "PATH": os.pathsep.join([str(Path(found).parent), os.environ.get("PATH", "")])}


def kernels_environment() -> dict[str, str]:
    """The environment of a build of the kernels: for this machine's own instructions, unless told otherwise."""
    return {"RUSTFLAGS": "-C target-cpu=native", **rust_environment()}


def kernels(*, strict: bool) -> None:
    """Build and install the Rust kernels, unless they are installed as they stand.

    Without cargo, or if the build fails, says so in a sentence; what is installed from older sources is removed, since
    it could disagree with the present NumPy twin.

    Raises:
        SetupError: if ``strict``, cargo is there and the build fails.
    """
    if not (KERNELS / "pyproject.toml").exists():
        return
    environment = kernels_environment()
    state, _, reason = stamped("kernels").partition("\n")
    if state != _kernels_digest(environment) or (reason and strict):
        if not cargo():
            print(f"Without the Rust kernels: cargo is not installed (https://rustup.rs). {WITHOUT}", flush=True)
            _remove_kernels()
            return
        reason = _build_kernels(environment)
        finish("kernels", f"{_kernels_digest(environment)}\n{reason}")  # anew: cargo may have written Cargo.lock
    if reason:
        _remove_kernels()
        sentence = f"the build failed ({reason}); its log is {_shown(_log())}"
        if strict:
            raise SetupError(f"The Rust kernels: {sentence}.")
        print(f"Without the Rust kernels: {sentence}. {WITHOUT}", flush=True)


def _kernels_digest(environment: dict[str, str]) -> str:
    sources = (path for path in KERNELS.parent.rglob("*") if path.is_file() and _is_source(path))
    return digest(sources, environment["RUSTFLAGS"])


def _build_kernels(environment: dict[str, str]) -> str:
    """Build and install; the reason in a few words if that failed, or nothing."""
    print("Building the Rust kernels (once, a minute or two) ...", flush=True)
    started = time.monotonic()
    commands = (
        [*PIP, "install", "--verbose", "--force-reinstall", "--no-deps", str(KERNELS)],
        [sys.executable, "-c", "import mathscope_kernels"],
    )
    _log().parent.mkdir(exist_ok=True)
    code = 0
    with _log().open("w", encoding="utf-8") as log:
        for command in commands:
            if code == 0:
                done = subprocess.run(
                    command, cwd=VENV, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False
                )
                code = done.returncode
    if code == 0:
        print(f"The Rust kernels are built ({time.monotonic() - started:.0f} s).", flush=True)
        return ""
    lines = [line.strip() for line in _log().read_text("utf-8", errors="replace").splitlines()]
    errors = [line for line in lines if line.lower().startswith(("error", "importerror"))]
    return errors[0][:160] if errors else f"exit code {code}"


def _remove_kernels() -> None:
    """Uninstall the kernels, if they are installed."""
    layouts = ("lib/python*/site-packages", "Lib/site-packages")  # the second is that of Windows
    here = any(found for layout in layouts for found in VENV.glob(f"{layout}/mathscope_kernels*"))
    if here:
        subprocess.run([*PIP, "uninstall", "--quiet", "--yes", "mathscope-kernels"], check=False)


def _is_source(path: Path) -> bool:
    folders = {"target", "__pycache__"} & set(path.relative_to(KERNELS.parent).parts)
    return not folders and path.suffix in {".lock", ".py", ".pyi", ".rs", ".toml"}


def _log() -> Path:
    return VENV / "log" / "kernels.txt"


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


STEPS = {
    "app": lambda: requirements("requirements"),
    "dev": lambda: requirements("requirements-dev"),
    "kernels": lambda: kernels(strict=False),
    "kernels!": lambda: kernels(strict=True),
    "browser": browser.install,
}


def main(names: list[str]) -> int:
    """Take the named steps in order; the exit code."""
    if sys.prefix == sys.base_prefix:
        print("scripts.setup runs inside the project's virtual environment: use make.", file=sys.stderr)
        return 2
    try:
        for name in names:
            STEPS[name]()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"This command failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
