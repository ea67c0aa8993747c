#!/usr/bin/env bash
# Set up whatever is missing, then start Diogel. Arguments go to the program:
#   ./run.sh              the demonstration
#   ./run.sh --help       what the program can do
set -euo pipefail
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/setup.sh"

set_up runtime
[ $# -gt 0 ] || set -- demo --no-window
exec "$venv/bin/diogel" "$@"
