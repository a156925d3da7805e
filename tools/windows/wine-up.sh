#!/bin/sh
# Starts wine's background processes once, away from our pipes, so that each test starts fast. Stop: tools/windows/wine-down.sh
set -e
: "${WINEPREFIX:=$(cd "$(dirname "$0")/../.." && pwd)/build/wineprefix}"
export WINEPREFIX WINEDEBUG=-all
mkdir -p "$WINEPREFIX"
wineserver -p </dev/null >/dev/null 2>&1
# Makes or updates the prefix. Not wineboot: on an existing prefix it leaves two service managers running.
wine cmd /c exit </dev/null >/dev/null 2>&1
wine winecfg /v win10 </dev/null >/dev/null 2>&1
