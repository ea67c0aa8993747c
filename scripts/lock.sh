#!/usr/bin/env bash
# Write the three locks anew from pyproject.toml. Versions stay as they are unless it is told otherwise:
#   scripts/lock.sh                          take in what changed in pyproject.toml
#   scripts/lock.sh --upgrade                the newest version of everything
#   scripts/lock.sh --upgrade-package NAME   the newest version of one
#
# The locks hold for Python 3.11 to 3.13 on Linux and Windows: one version of each package, with the
# hashes of its files. Set-up takes wheels only, so that nothing is compiled on the way.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/python -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --only-binary :all: uv==0.13.9

compile() { # compile LOCK ARGUMENT...
  local lock=$1
  shift
  "$work/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --only-binary :all: --no-header --output-file "$lock" \
    "$@" pyproject.toml requirements-build.in >/dev/null
  ! grep -nE '://|index-url|find-links|trusted-host' "$lock" || {
    echo "$lock names a place to fetch from; a lock names versions and hashes only." >&2
    exit 1
  }
}

compile requirements.txt "$@"
compile requirements-cameras.txt --extra cameras --constraint requirements.txt "$@"
compile requirements-dev.txt --extra dev --constraint requirements.txt "$@"
grep -cE '^[a-z]' requirements.txt requirements-cameras.txt requirements-dev.txt
