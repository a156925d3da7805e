#!/usr/bin/env bash
# Installs the Debian 12 packages that LotBridge is built and tested with; does nothing when they are there.
#   tools/setup.sh             the Linux build, its tests, the checks and the fuzz targets
#   tools/setup.sh --windows   also the cross compiler for Windows and wine, to run what it builds
#   tools/setup.sh --windows32 what the 32-bit runner for Windows is built and tested with, beside --windows
#   tools/setup.sh --packages  also what makes packages for Debian and Windows, and a clean Debian to try them in
#   tools/setup.sh --dialogs   a screen in memory and a keyboard, for the test of the installers' dialogs, beside --windows --packages
#   tools/setup.sh --browser   also Chromium, its driver and a Chinese font, for the test of the reference cloud's page
set -euo pipefail

compilers=(g++ cmake ninja-build ccache pkg-config clang clang-format clang-tidy libclang-rt-14-dev)
libraries=(libboost1.81-dev libssl-dev zlib1g-dev rapidjson-dev libsqlitecpp-dev libsqlite3-dev libspdlog-dev libfmt-dev libcli11-dev
           libexpected-dev libsoci-dev unixodbc-dev firebird-dev libgtest-dev libgmock-dev libbenchmark-dev)
# What the tests drive: databases and their SOCI back ends, certificates, HTTP from a script, adapters in other languages.
services=(libsoci-sqlite3-4.0 libsoci-mysql4.0 libsoci-odbc4.0 libsoci-postgresql4.0 libsoci-firebird4.0 sqlite3
          mariadb-server mariadb-client postgresql firebird3.0-server firebird3.0-utils unixodbc
          odbcinst libsqliteodbc odbc-mariadb odbc-postgresql openssl python3 python3-pytest nodejs curl ca-certificates git procps)
windows=(g++-mingw-w64-x86-64-posix libz-mingw-w64-dev wine wine64 locales dpkg-dev make perl tcl googletest)
windows32=(g++-mingw-w64-i686-posix debootstrap)
packages=(debhelper help2man lintian debootstrap systemd-container nsis wixl msitools)
dialogs=(xvfb xdotool imagemagick fonts-wqy-microhei)
browser=(chromium chromium-driver fonts-wqy-microhei)

wanted=("${compilers[@]}" "${libraries[@]}" "${services[@]}")
for option in "$@"; do
    case $option in
        --windows) wanted+=("${windows[@]}") ;;
        --windows32) wanted+=("${windows32[@]}") ;;
        --packages) wanted+=("${packages[@]}") ;;
        --dialogs) wanted+=("${dialogs[@]}") ;;
        --browser) wanted+=("${browser[@]}") ;;
        *) echo "usage: tools/setup.sh [--windows] [--windows32] [--packages] [--dialogs] [--browser]" >&2; exit 2 ;;
    esac
done

fail() { echo "setup: $*" >&2; exit 1; }

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
    fail "this script knows Debian 12's packages only; elsewhere install by hand: ${wanted[*]}"

missing=()
for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "these packages are missing and need root or sudo: ${missing[*]}"
    as_root=(sudo)
fi

# The database server is for tests, which start their own: while packages are laid down no service may be started.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

log=$(mktemp)
quietly() {  # words only when it fails
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 </dev/null ||
        { tail -20 "$log" >&2; fail "'$*' failed; its last words are above, all of them in $log"; }
}
echo "setup: installing ${missing[*]}"
quietly apt-get update -qq
quietly apt-get install -y --no-install-recommends "${missing[@]}"
rm -f "$log"
