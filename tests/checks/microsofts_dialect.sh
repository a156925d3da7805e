#!/usr/bin/env bash
# Every public header of the SDK in Microsoft's dialect of C++20, as far as clang knows it, and without a GNU extension: a stand-in
# for Visual Studio, which nobody here has.   microsofts_dialect.sh <folder of headers>
set -euo pipefail
include=${1:?a folder of headers}
dialect=(-std=c++20 -fsyntax-only -fms-compatibility -fms-compatibility-version=19.33 -fdelayed-template-parsing
         -pedantic-errors -Wall -Wextra -Wgnu -Werror -Wno-pragma-once-outside-header)
# What this machine's standard library looks for and clang does not say in that mode.
mapfile -t macros < <(clang++ -dM -E -x c++ -std=c++20 /dev/null | sed -nE 's/^#define (__GCC_\w+|__STRICT_ANSI__) (.*)/-D\1=\2/p')
source=$(mktemp --suffix=.cpp)
trap 'rm -f "$source"' EXIT
(cd "$include" && find . -name '*.h' -o -name '*.hpp') | sort | sed 's|^\./\(.*\)|#include <\1>|' >"$source"
[ -s "$source" ] || { echo "no headers in $include" >&2; exit 1; }
clang++ "${dialect[@]}" "${macros[@]}" -I"$include" "$source"
echo "$(wc -l <"$source") headers, in which clang finds nothing that Microsoft's compiler would refuse"
