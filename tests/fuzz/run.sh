#!/bin/sh
# usage: tests/fuzz/run.sh [seconds]   Runs each fuzz target so long (default 60), fails at the first finding.
# A finding is written to build/fuzz/findings; give it a name and move it to tests/fuzz/corpus/<target>/.
set -e
cd "$(dirname "$0")/../.."
seconds=${1:-60}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzz_targets
mkdir -p build/fuzz/findings
for seeds in tests/fuzz/corpus/*/; do
    target=$(basename "$seeds")
    mkdir -p "build/fuzz/corpus/$target"  # what the fuzzer learns; the seeds stay as they are
    echo "== $target, $seconds s"
    "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=16384 \
        -verbosity=0 -print_final_stats=1 -artifact_prefix="build/fuzz/findings/$target-" \
        "build/fuzz/corpus/$target" "$seeds"
done
