#!/bin/sh
# Makes sure that a Chromium for the journeys is there and runs; says what to do and fails where it cannot.
# CHROMIUM names another one.
set -eu

find_browser() {
    for candidate in ${CHROMIUM:-chromium chromium-browser google-chrome}; do
        # the shims of some distributions stand on the PATH and only tell to install something
        if "$candidate" --version >/dev/null 2>&1; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

find_browser >/dev/null && exit 0
if [ -z "${CHROMIUM:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium, which the journeys need …" >&2
    { apt-get install -y -qq --no-install-recommends chromium ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }; } >&2 || true
    find_browser >/dev/null && exit 0
fi
echo "The journeys need Chromium and none runs here. As root on Debian: apt-get install chromium." >&2
echo "If there is one elsewhere, name it: CHROMIUM=/path/to/chromium make test" >&2
exit 2
