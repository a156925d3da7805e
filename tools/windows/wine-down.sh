#!/bin/sh
# Ends what wine-up.sh started.
: "${WINEPREFIX:=$(cd "$(dirname "$0")/../.." && pwd)/build/wineprefix}"
export WINEPREFIX
wineserver -k </dev/null >/dev/null 2>&1 || true
