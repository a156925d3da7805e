#!/usr/bin/env bash
# Shows LotBridge at work: sets up, builds, starts a reference cloud, a lot with its day's traffic and the host between,
# and keeps a summary on the screen until Ctrl-C. Everything it writes is under build/demo.
#   tools/demo.sh                    until Ctrl-C
#   tools/demo.sh --seconds 90       ends by itself
#   tools/demo.sh --speed 120        the lot's day runs 120 times faster than life (default 60)
set -euo pipefail
cd "$(dirname "$0")/.."

case " $* " in
    *" --help "* | *" -h "*) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac

tools/setup.sh
cmake --preset dev >/dev/null
cmake --build --preset dev --target lotbridge lotbridge-cloud lotbridge-lotsim lotbridge_sql_adapter
exec python3 -B tools/demo/demo.py --build build/dev --data build/demo "$@"
