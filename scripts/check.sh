#!/usr/bin/env bash
# Every check and every test but the long campaigns, in an environment that is set up already.
# Arguments go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Hundreds of processes of the program start: each reads what was compiled once.
unset PYTHONDONTWRITEBYTECODE

heading() { printf '\n== %s\n' "$*"; }

# The same surroundings everywhere: no screen, one language, a private folder for sockets.
export LANG=C.UTF-8 LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT

heading "Layout (ruff format)"
.venv/bin/ruff format --check .
heading "Rules (ruff check)"
.venv/bin/ruff check .
heading "Types (mypy)"
.venv/bin/python -m mypy
heading "Directions between packages (import-linter)"
.venv/bin/lint-imports
heading "Tests (pytest)"
# The tests write small vaults by the thousand, each write made sure of: in memory where there is room.
memory=()
free_kib=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1 || true)
if [ "${free_kib:-0}" -gt $((4 * 1024 * 1024)) ] && [ -w /dev/shm ]; then
  folder=$(mktemp -d /dev/shm/diogel-tests-XXXXXX)
  trap 'rm -rf "$XDG_RUNTIME_DIR" "$folder"' EXIT
  memory=(--basetemp "$folder/pytest")
fi
cores=$(nproc)
workers=$((cores < 2 ? 2 : cores > 6 ? 6 : cores))
.venv/bin/python -m pytest "${memory[@]}" -n "$workers" --dist loadgroup -m "not soak" "$@"
