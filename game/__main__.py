"""``python -m game`` and the command ``detente``: the command line; Ctrl-C is one line from the first moment on."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; returns its exit code, 130 if Ctrl-C came before it was there."""
    try:
        from game.cli import main as run

        return run()
    except KeyboardInterrupt:
        print("detente: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
