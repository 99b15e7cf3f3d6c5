#!/usr/bin/env bash
# Fuzzes targets for so many seconds each (60 where none are given), seeded with the tests' own cases:
#   fuzz/run.sh [SECONDS] [TARGET…]
# Needs cargo-fuzz (`cargo install cargo-fuzz`); a stable toolchain is let use the sanitizers.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(parse ask load mapped rdf ftm packed)
export RUSTC_BOOTSTRAP=1

mkdir -p corpus/{parse,ask,load,mapped,rdf,ftm,packed}
find ../tests -name '*.ffq' -exec cp {} corpus/parse/ \; -exec cp {} corpus/ask/ \;
cp ../tests/load_errors/*.jsonl ../fixtures/uae-talks/facts.jsonl corpus/load/
find ../tests/formats/rdf -type f ! -name '*.expected' -exec cp {} corpus/rdf/ \;
find ../tests/formats/ftm -type f ! -name '*.expected' -exec cp {} corpus/ftm/ \;
for mapping in ../tests/formats/mapped/*.toml ../src/load/mapping/ready/*.toml ../fixtures/mappings/*.toml; do
    for rows in ../tests/formats/mapped/"$(basename "${mapping%.toml}")"*.{csv,tsv,jsonl}; do
        [ -f "$rows" ] && { cat "$mapping"; echo; echo ---; cat "$rows"; } >"corpus/mapped/$(basename "$mapping")-$(basename "$rows")"
    done
done
for file in ../tests/load_errors/*.jsonl; do
    gzip -c "$file" >"corpus/packed/$(basename "$file").gz"
done

for target in "${targets[@]}"; do
    cargo fuzz run "$target" -- -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1
done
