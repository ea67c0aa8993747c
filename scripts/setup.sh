# shellcheck shell=bash
# Set-up shared by run.sh and test.sh. Sourced, never run on its own: the caller has `set -euo pipefail`.
#
#   set_up runtime    what the program needs
#   set_up dev        the same, and what its tests need
#
# Each step looks first and does nothing where nothing is missing, so a second run takes a moment.
# Everything said here goes to standard error; standard output belongs to the program.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
unset PYTHONHOME PYTHONPATH

# Debian packages. "a|b" stands for one package that has two names: the first that apt knows is taken.
runtime_packages=(
  ca-certificates # pip checks whom it talks to
  # Qt and OpenCV load these, with a window or without
  "libglib2.0-0t64|libglib2.0-0" libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1
  # Qt draws windows through these
  libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxcb-image0
  libxcb-render-util0 libxcb-randr0 libxcb-sync1 libxcb-xfixes0 libx11-xcb1 libxkbcommon-x11-0
)
test_packages=(
  libimage-exiftool-perl # a judge of metadata that is not our own code
  gcc libc6-dev          # builds the shim that makes the disk fail on purpose
  strace                 # sees every file that is opened for writing
  e2fsprogs mount        # a disk of our own, whose power goes
  exfatprogs exfat-fuse  # a card of our own, pulled out while it is read
  poppler-utils          # reads printed sheets back and makes pictures of them
  zbar-tools             # scans the square on a printed sheet
  swtpm tpm2-tools       # a TPM in software, to bind a second factor to
  dbus                   # a message bus of their own, to be told on that a computer is locked
  xvfb xauth xdotool     # a screen for windows where there is none, and a hand for it
)
python_packages=(python3 python3-venv) # asked for only where no suitable Python is found

say() { printf '%s\n' "$@" >&2; } # each argument on a line of its own

stop() {
  say "" "$@"
  exit 1
}

set_up() { # set_up runtime|dev
  local kind=$1 began=$SECONDS
  local -a packages=("${runtime_packages[@]}")
  [ "$kind" = runtime ] || packages+=("${test_packages[@]}")
  venv_is_usable || find_python || packages+=("${python_packages[@]}")
  install_debian_packages "${packages[@]}"
  create_venv
  install_python_packages "$kind"
  "$venv/bin/python" -m compileall -q "$root/desktop" # some machines keep nothing compiled by themselves
  say "Set-up: ready ($((SECONDS - began)) s)."
}

# --- Debian packages

install_debian_packages() { # install_debian_packages PACKAGE...
  local -a missing=()
  local package
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "Set-up: this is not Debian or Ubuntu, so the system's libraries are not checked." \
      "        If something does not start, look for these: $*"
    return
  fi
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  if [ "$(id -u)" -ne 0 ] && ! may_use_sudo; then
    name_packages "${missing[@]}"
    stop "${#missing[@]} Debian packages are missing, and only an administrator can install them:" \
      "  ${named[*]}" \
      "Ask an administrator to run this once, then start the same command again:" \
      "  sudo apt-get install -y --no-install-recommends ${named[*]}"
  fi
  say "Set-up: reading the list of Debian packages."
  as_root apt-get update -qq >&2 ||
    say "Set-up: the list could not be read anew; going on with the one that is there."
  name_packages "${missing[@]}"
  say "Set-up: installing ${#named[@]} Debian packages: ${named[*]}"
  as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 "${named[@]}" </dev/null >&2 ||
    stop "The Debian packages could not be installed; apt says why above."
}

is_installed() { # is_installed NAME|OTHER_NAME
  local name
  for name in ${1//|/ }; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" != installed ] || return 0
  done
  return 1
}

name_packages() { # name_packages PACKAGE... fills the array `named` with the names this system uses
  local package name
  named=()
  for package in "$@"; do
    for name in ${package//|/ }; do # the last name stands where apt knows none
      ! apt-cache show "$name" >/dev/null 2>&1 || break
    done
    named+=("$name")
  done
}

may_use_sudo() { # without a terminal nobody can type a password
  command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }
}

as_root() { # as_root COMMAND...
  if [ "$(id -u)" -eq 0 ]; then
    DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

# --- Python

find_python() { # fills `python` with the first suitable one
  local candidate
  for candidate in ${DIOGEL_PYTHON:-python3.11 python3.12 python3.13 python3}; do
    if python=$(command -v "$candidate") && is_suitable "$python" ensurepip; then
      return 0
    fi
  done
  return 1
}

is_suitable() { # is_suitable PYTHON MODULE: of a version the lock is made for, and with the module
  "$1" -c "import sys, venv, $2; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" \
    >/dev/null 2>&1
}

venv_is_usable() { # there, whole, and made in this very folder (scripts in a venv hold its path)
  [ -x "$venv/bin/python" ] && is_suitable "$venv/bin/python" pip || return 1
  [ ! -f "$venv/.diogel-runtime" ] || grep -qxF "root $root" "$venv/.diogel-runtime"
}

create_venv() {
  ! venv_is_usable || return 0
  find_python || stop "No suitable Python was found: Diogel needs 3.11, 3.12 or 3.13, with its venv module." \
    "Install one, or name one: DIOGEL_PYTHON=/path/to/python3.12 $0"
  say "Set-up: making .venv with $("$python" --version)."
  "$python" -m venv --clear "$venv"
}

install_python_packages() { # install_python_packages runtime|dev
  local lock=$root/requirements.txt
  [ "$1" = runtime ] || lock=$root/requirements-dev.txt
  [ "$(cat "$venv/.diogel-$1" 2>/dev/null)" != "$(stamp "$1")" ] || return 0

  say "Set-up: installing the locked Python packages (about 200 MB to fetch the first time)."
  rm -f "$venv/.diogel-runtime" "$venv/.diogel-dev"
  pip_install --require-hashes --only-binary :all: --requirement "$lock"
  pip_install --no-index --no-deps --no-build-isolation --editable "$root"
  "$venv/bin/python" -c "import cv2, cryptography, pillow_heif, sqlcipher3, PySide6.QtWidgets" >&2 ||
    stop "The packages are installed, but one cannot be loaded; the line above names what is missing."

  stamp runtime >"$venv/.diogel-runtime" # the dev lock holds all of the runtime lock
  [ "$1" = runtime ] || stamp dev >"$venv/.diogel-dev"
}

pip_install() { # pip_install ARGUMENT...
  local -a quiet=()
  [ -t 2 ] || quiet=(--quiet)
  "$venv/bin/python" -m pip install --no-input --disable-pip-version-check "${quiet[@]}" "$@" >&2 ||
    stop "The Python packages could not be installed; pip says why above."
}

stamp() { # stamp runtime|dev: what the environment would be made from now
  local -a sources=("$root/pyproject.toml" "$root/requirements.txt")
  [ "$1" = runtime ] || sources+=("$root/requirements-dev.txt")
  printf 'root %s\n' "$root"
  "$venv/bin/python" --version
  cat "${sources[@]}" | sha256sum
}
