#!/usr/bin/env bash
# Builds for Windows and runs under wine the unit tests of that build and what only Windows has. What stands behind it goes to
# ctest.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools/setup.sh --windows
tools/windows/build-deps.sh
cmake --preset windows-mingw >/dev/null
cmake --build --preset windows-mingw
tools/windows/wine-up.sh
trap tools/windows/wine-down.sh EXIT
# Wine now and then ends a program before it has begun, without a word; a test that fails twice has failed.
ctest --preset windows-mingw -j "$(nproc)" --repeat until-pass:2 "$@"
