#!/usr/bin/env bash
# Set up whatever is missing, then open Diogel. Arguments go to the program:
#   ./run.sh                     the window; without a display, a walk through the demonstration
#   ./run.sh demo --no-window    the demonstration by commands
#   ./run.sh --help              what the program can do
set -euo pipefail
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/setup.sh"

set_up runtime
if [ $# -eq 0 ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "There is no display, so the demonstration is walked off-screen: its pictures and a page of" \
    "them are left in $root/demo-pictures. This takes some minutes."
  set -- demo --pictures "$root/demo-pictures"
fi
exec "$venv/bin/diogel" "$@"
