#!/bin/sh
# Installs what the browser tests need, where that may be done without asking: Chromium, and the library that Playwright's
# own driver wants and brings not along. Fonts the pages bring themselves. Never fails: without these things those tests
# are skipped, and their summary says why.
#
# Debian has Chromium's engine by itself too (chromium-headless-shell), which takes less than half of the processor time.
# It is wanted even where a whole Chromium is; that one does where it cannot be had, or where CHROMIUM names it.

have() {
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

have_chromium() { have "${CHROMIUM:-chromium-headless-shell}" chromium chromium-browser google-chrome google-chrome-stable; }

have_driver() { # Playwright's program starts; where Playwright is not installed yet, pip's words have said so
    driver=$(.venv/bin/python -c 'from playwright._impl._driver import compute_driver_executable as f; print(f()[0])' 2>/dev/null)
    [ -z "$driver" ] || "$driver" --version >/dev/null 2>&1
}

wanted=""
on_debian=$(. /etc/os-release 2>/dev/null && [ "${ID:-}" = debian ] && echo yes)
if [ -n "$on_debian" ] && [ -z "${CHROMIUM:-}" ]; then
    have chromium-headless-shell || wanted="chromium-headless-shell"
else
    have_chromium || wanted="chromium"
fi
have_driver || wanted="${wanted:+$wanted }libatomic1"
if [ -z "$wanted" ]; then exit 0; fi

without="the browser tests will be skipped"
tries="1 2" seconds=600
if have_chromium && have_driver; then without="the browser tests take longer in the whole Chromium"; tries="1" seconds=120; fi

if ! have apt-get; then
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
apt() { timeout "$seconds" $as env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >>"$log" 2>&1 </dev/null; }
for _ in $tries; do
    if apt update; then break; fi
done
missing=""
for package in $wanted; do
    for _ in $tries; do
        if apt install -y --no-install-recommends "$package"; then continue 2; fi
    done
    missing="${missing:+$missing }$package"
done
have_chromium || apt install -y --no-install-recommends chromium # an older Debian has the engine in the whole only
if [ -n "$missing" ]; then
    have_chromium && have_driver && without="the browser tests take longer in the whole Chromium"
    echo "Could not be installed: $missing; $without. apt-get said:"
    tail -n 5 "$log"
fi
rm -f "$log"
