#!/usr/bin/env bash
# Fuzzes each target for so many seconds (60 where none are given), seeded with the tests' own cases.
# Needs cargo-fuzz (`cargo install cargo-fuzz`); a stable toolchain is let use the sanitizers.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
export RUSTC_BOOTSTRAP=1

mkdir -p corpus/parse corpus/ask corpus/load corpus/rdf
find ../tests -name '*.ffq' -exec cp {} corpus/parse/ \; -exec cp {} corpus/ask/ \;
cp ../tests/load_errors/*.jsonl ../fixtures/uae-talks/facts.jsonl corpus/load/
find ../tests/formats/rdf ../tests/formats/ftm -type f ! -name '*.expected' -exec cp {} corpus/rdf/ \;

for target in parse ask load rdf; do
    cargo fuzz run "$target" -- -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1
done
