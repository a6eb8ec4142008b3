#!/bin/sh
# Makes .venv with the first Python found that is 3.11 or newer. PYTHON=... names the one to use instead.
set -eu
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        if fits "$PYTHON"; then echo "$PYTHON"; return; fi
        echo "PYTHON=$PYTHON is not a Python 3.11 or newer." >&2
        return 1
    fi
    for name in python3 python3.13 python3.12 python3.14 python3.11 python; do
        if fits "$name"; then echo "$name"; return; fi
    done
    echo "Mathscope needs Python 3.11 or newer, and none was found. Install one, or name it: make PYTHON=/path/to/python" >&2
    return 1
}

if [ -e .venv ] && fits .venv/bin/python; then
    if [ -n "${PYTHON:-}" ]; then
        asked=$("$PYTHON" -c 'import sys; print(sys.version_info[:2])')
        made=$(.venv/bin/python -c 'import sys; print(sys.version_info[:2])')
        if [ "$asked" != "$made" ]; then
            echo "The .venv was made with another Python than PYTHON=$PYTHON: run make clean first." >&2
            exit 1
        fi
    fi
    exit 0
fi

python=$(find_python)
if ! can_make_venv "$python"; then
    # Debian keeps this part of Python in a package of its own.
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $version-venv, which Debian's Python needs to make a virtual environment ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$version-venv" >/dev/null
    else
        echo "$python cannot make a virtual environment. On Debian, install the missing part: sudo apt install $version-venv" >&2
        exit 1
    fi
fi
echo "Making .venv with $("$python" --version) ..."
rm -rf .venv
"$python" -m venv .venv
