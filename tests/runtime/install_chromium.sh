#!/bin/sh
# Installs what the browser tests need, where that may be done without asking: Chromium, and the library that Playwright's
# own driver wants and brings not along. Fonts the pages bring themselves. Never fails: without these things those tests
# are skipped, and their summary says why.

have_chromium() {
    for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

have_driver() { # Playwright's program starts; where Playwright is not installed yet, pip's words have said so
    driver=$(.venv/bin/python -c 'from playwright._impl._driver import compute_driver_executable as f; print(f()[0])' 2>/dev/null)
    [ -z "$driver" ] || "$driver" --version >/dev/null 2>&1
}

wanted=""
have_chromium || wanted="chromium"
have_driver || wanted="${wanted:+$wanted }libatomic1"
if [ -z "$wanted" ]; then exit 0; fi

without="the browser tests will be skipped"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Not installed: $wanted (Debian's names), and no apt-get to install them with: $without."
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as=""
elif sudo -n true 2>/dev/null; then
    as="sudo -n"
else
    echo "Installing $wanted needs root (apt-get install $wanted): $without."
    exit 0
fi
echo "Installing for the browser tests: $wanted …"
log=$(mktemp)
for _ in 1 2; do
    # shellcheck disable=SC2086 -- names of packages, each a word
    if timeout 300 $as apt-get -qq update >"$log" 2>&1 </dev/null &&
        timeout 600 $as env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
            $wanted >>"$log" 2>&1 </dev/null; then
        break
    fi
done
if ! have_chromium || ! have_driver; then
    echo "Could not be installed: $wanted; $without. apt-get said:"
    tail -n 5 "$log"
fi
rm -f "$log"
