#!/usr/bin/env bash
# Set up whatever is missing, then run every check and every test. Arguments go to pytest.
set -euo pipefail
# shellcheck source=scripts/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/scripts/setup.sh"

set_up dev
exec bash "$root/scripts/check.sh" "$@"
