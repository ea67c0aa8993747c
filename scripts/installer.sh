#!/usr/bin/env bash
# Freeze the program into one folder, and try the frozen program: it must prepare and verify the
# demonstration by itself, with its own decoders, on a computer that knows nothing of this checkout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
.venv/bin/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath "$work/build" \
  installer/diogel.spec
du -sh dist/diogel

echo "Trying the frozen program in an empty home"
frozen=$PWD/dist/diogel/diogel
cd "$work"
env -i HOME="$work/home" PATH=/usr/bin:/bin LANG=C.UTF-8 \
  "$frozen" demo --prepare --dir "$work/demonstration" --json
env -i HOME="$work/home" PATH=/usr/bin:/bin LANG=C.UTF-8 \
  "$frozen" vault verify "$work/demonstration/vault" --user megan \
  --passphrase-file "$work/demonstration/passphrases/megan.txt" --json
env -i HOME="$work/home" PATH=/usr/bin:/bin LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen \
  "$frozen" demo --pictures "$work/pictures"
ls "$work/pictures"
