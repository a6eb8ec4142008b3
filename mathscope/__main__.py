"""The command `mathscope`, also as `python -m mathscope`."""

import sys

from explorer.__main__ import start

if __name__ == "__main__":
    sys.exit(start())
