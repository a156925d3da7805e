#!/usr/bin/env bash
# Builds for Windows and runs under wine the tests of that build and what only Windows has. Whole installations need the reference
# cloud and the lots' simulator of the build for Linux beside it. What stands behind it goes to ctest.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools/setup.sh --windows
tools/windows/build-deps.sh
cmake --preset dev >/dev/null
cmake --build --preset dev --target lotbridge-cloud lotbridge-lotsim lotbridge_fill_outbox
cmake --preset windows-mingw >/dev/null
cmake --build --preset windows-mingw
tools/windows/wine-up.sh
trap tools/windows/wine-down.sh EXIT
# Wine now and then ends a program before it has begun, without a word; a test that fails twice has failed.
ctest --preset windows-mingw -j "$(nproc)" --repeat until-pass:2 "$@"
