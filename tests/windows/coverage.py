#!/usr/bin/env python3
"""Which of Linux's tests run under wine too: at least nine in ten, and left_out.txt names every other with its reason.

  tests/windows/coverage.py            after both builds, see tools/test.sh and tools/windows/test.sh
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = pathlib.Path(__file__).with_name("left_out.txt")
LEAST = 0.9


def tests(preset):
    """Those that the preset runs, by name; of a value that GoogleTest shows as bytes, addresses among them, only how many."""
    command = ["ctest", "--preset", preset, "--show-only=json-v1"]
    told = subprocess.run(command, cwd=SOURCE, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    names = (re.sub(r"/\d+-byte object .*|  # GetParam.*", "", test["name"]) for test in json.loads(told.stdout)["tests"])
    return collections.Counter(names)


def reasons():
    """A pattern for whole names, two spaces or more, and why those are not run under wine."""
    for line in LEFT_OUT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, reason = re.split(r"  +", line, maxsplit=1)
            yield re.compile(pattern), reason


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    linux, windows = tests("dev"), tests("windows-mingw")
    both, left, told, wrong = linux & windows, linux - windows, collections.Counter(), []
    for pattern, reason in reasons():
        found = {name for name in left if pattern.fullmatch(name)}
        if not found:
            wrong.append(f"{LEFT_OUT.name}: {pattern.pattern} is no test that is left out")
        told[reason] += sum(left.pop(name) for name in found)
    wrong += [f"{name} does not run under wine, and {LEFT_OUT.name} gives no reason" for name in sorted(left)]
    share = both.total() / linux.total()
    if share < LEAST:
        wrong.append(f"only {share:.1%} of Linux's tests run under wine")
    for reason, count in told.most_common():
        print(f"{count:5}  {reason}")
    own = (windows - linux).total()
    good = f"{both.total()} of {linux.total()} tests of Linux run under wine ({share:.1%}), and {own} of Windows' own"
    print("\n".join(wrong or [good]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
