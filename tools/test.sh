#!/usr/bin/env bash
# Sets up, configures, builds and runs every test of one preset.
#   tools/test.sh                     the dev preset: unit tests and the short system tests
#   tools/test.sh --preset asan      the same under the sanitizers (asan or tsan)
#   tools/test.sh -- -R Instance     what stands after -- goes to ctest
set -euo pipefail
cd "$(dirname "$0")/.."

preset=dev
while [ $# -gt 0 ]; do
    case $1 in
        --preset) preset=${2:?--preset needs a name}; shift 2 ;;
        --) shift; break ;;
        *) echo "usage: tools/test.sh [--preset dev|asan|tsan] [-- ctest options]" >&2; exit 2 ;;
    esac
done

tools/setup.sh
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset"
ctest --preset "$preset" -j "$(nproc)" "$@"
