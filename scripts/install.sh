#!/bin/sh
# Makes .venv with the locked packages and Dayaq itself in it; does nothing when nothing changed.
#
#   scripts/install.sh          what runs Dayaq
#   scripts/install.sh --dev    and what checks and tests it
#
# PYTHON names the interpreter to use. Without uv, pip and its own configuration (index, folder of wheels) are used.
set -eu
cd "$(dirname "$0")/.."

lock=requirements.txt
kind=run
if [ "${1:-}" = "--dev" ]; then
    lock=requirements-dev.txt
    kind=dev
fi

say() { printf '%s\n' "$*" >&2; }

# What was installed, from which lock, into which folder: a moved tree and a changed lock both differ.
wanted="$PWD $(cksum <"$lock") $(cksum <scripts/install.sh)"
for stamp in ".venv/.installed-$kind" .venv/.installed-dev; do
    if [ "$stamp" = .venv/.installed-dev ] && [ "$kind" = run ]; then
        wanted="$PWD $(cksum <requirements-dev.txt) $(cksum <scripts/install.sh)"
    fi
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
        exit 0
    fi
done
wanted="$PWD $(cksum <"$lock") $(cksum <scripts/install.sh)"

# An interpreter may stand on the PATH and not run (the shims of version managers): only a run tells.
runs() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; }
makes_venvs() { "$1" -c 'import ensurepip, venv; ensurepip.version()' >/dev/null 2>&1; }

python=
bare=
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3 /usr/local/bin/python3; do
    if runs "$candidate"; then
        if makes_venvs "$candidate"; then
            python=$candidate
            break
        fi
        bare=${bare:-$candidate}
    fi
done

debian() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }
if [ -z "$python" ] && debian; then
    say "Installing Debian's python3-venv …"
    if { apt-get install -y -qq python3-venv || { apt-get update -qq && apt-get install -y -qq python3-venv; }; } >&2 &&
        runs /usr/bin/python3 && makes_venvs /usr/bin/python3; then
        python=/usr/bin/python3
    fi
fi
if [ -z "$python" ] && [ -n "$bare" ] && command -v uv >/dev/null 2>&1; then
    python=$bare # uv makes environments by itself
fi
if [ -z "$python" ]; then
    if [ -n "$bare" ]; then
        say "$bare runs, but it lacks the module venv. On Debian: apt-get install python3-venv. Then run this again."
    else
        say "No Python from 3.11 to 3.14 runs here. On Debian 12 or later: apt-get install python3 python3-venv."
        say "If there is one elsewhere, name it: PYTHON=/path/to/python3 $0"
    fi
    exit 2
fi

# An environment of another folder, or of an interpreter that is gone, is of no use.
if [ -e .venv ] && { ! .venv/bin/python -c '' 2>/dev/null || { [ -f .venv/.folder ] && [ "$(cat .venv/.folder)" != "$PWD" ]; }; }; then
    rm -rf .venv
fi
if [ ! -e .venv ]; then
    say "Making .venv with $("$python" --version) …"
    if makes_venvs "$python"; then
        "$python" -m venv .venv || { rm -rf .venv && exit 2; }
    else
        uv venv --quiet --python "$python" .venv || { rm -rf .venv && exit 2; }
    fi
    printf '%s' "$PWD" >.venv/.folder
fi
rm -f .venv/.installed-*

# Every package is in the lock with its hashes, so nothing is resolved, and nothing that differs is accepted.
say "Installing the packages of $lock …"
installed=no
if command -v uv >/dev/null 2>&1; then
    if UV_PYTHON_DOWNLOADS=never uv pip install --quiet --python .venv/bin/python --require-hashes --no-deps \
        --compile-bytecode -r "$lock" >&2; then
        installed=yes
    else
        say "uv did not succeed; trying pip."
    fi
fi
if [ "$installed" = no ] && ! .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
    --require-hashes --no-deps --prefer-binary -r "$lock" >&2; then
    say "The packages could not be installed. In a closed network give pip your index (PIP_INDEX_URL)"
    say "or a folder of wheels (PIP_NO_INDEX=1 PIP_FIND_LINKS=/folder), then run this again."
    exit 2
fi

# Dayaq itself: a line in a .pth file needs no build, no network, and no second install when the code changes.
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
if [ "$kind" = dev ]; then
    printf '%s\n%s\n' "$PWD/src" "$PWD" >"$packages/dayaq.pth"
else
    printf '%s\n' "$PWD/src" >"$packages/dayaq.pth"
fi
cat >.venv/bin/dayaq <<'END'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -m dayaq.cli.main "$@"
END
chmod +x .venv/bin/dayaq

printf '%s' "$wanted" >".venv/.installed-$kind"
