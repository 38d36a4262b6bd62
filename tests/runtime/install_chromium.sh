#!/bin/sh
# Installs Chromium for the browser tests where that may be done without asking. Never fails: without a browser those tests
# are skipped, and their summary says why.
for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if ! command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium, and no apt-get to install it with: the browser tests will be skipped."
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as=""
elif sudo -n true 2>/dev/null; then
    as="sudo -n"
else
    echo "No Chromium, and installing it needs root (apt-get install chromium): the browser tests will be skipped."
    exit 0
fi
echo "Installing Chromium for the browser tests …"
log=$(mktemp)
for _ in 1 2; do
    if timeout 300 $as apt-get -qq update >"$log" 2>&1 </dev/null &&
        timeout 600 $as env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
            chromium fonts-liberation >>"$log" 2>&1 </dev/null; then
        rm -f "$log"
        exit 0
    fi
done
echo "Chromium could not be installed; the browser tests will be skipped. apt-get said:"
tail -n 5 "$log"
rm -f "$log"
