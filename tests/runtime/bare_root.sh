#!/bin/sh
# Runs the README's two commands on a machine that has nothing: a new Debian with Python, make, git and certificates only.
#
#   sh tests/runtime/bare_root.sh                    make run until its first page answers, then make test
#   sh tests/runtime/bare_root.sh -m browser         the same with these arguments for pytest
#
# Needs root, debootstrap, and some 4 GB in TMPDIR; nothing of it is left. What is committed is what runs. RELEASE names
# the Debian to take (this machine's if it is one, else stable), MIRROR where it is had (debootstrap's own choice).
# What this machine needs to reach its registries goes along: proxy, pip and certificate variables, certificates, apt's
# configuration. Nothing else does: no HOME, no locale, no time zone, no git configuration.
set -eu
cd "$(dirname "$0")/../.."

if [ "$(id -u)" != 0 ]; then echo "This needs root: debootstrap and chroot do."; exit 1; fi
for program in debootstrap unshare git; do
    command -v "$program" >/dev/null || { echo "This needs $program (Debian: apt-get install debootstrap util-linux git)."; exit 1; }
done
release=${RELEASE:-$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}" || true)}
work=$(mktemp -d)
root=$work/root
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT TERM

echo "== a bare Debian (${release:-stable})"
# shellcheck disable=SC2086 -- no mirror is no argument
debootstrap --variant=minbase --include=python3,python3-venv,make,git,ca-certificates \
    "${release:-stable}" "$root" ${MIRROR:-} >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }

for file in /etc/resolv.conf /etc/hosts; do cp -L "$file" "$root$file"; done
if [ -d /etc/apt/apt.conf.d ]; then cp -rL /etc/apt/apt.conf.d "$root/etc/apt/"; fi
if [ -d /usr/local/share/ca-certificates ]; then
    cp -rL /usr/local/share/ca-certificates "$root/usr/local/share/"
    chroot "$root" update-ca-certificates >/dev/null 2>&1
fi
git clone -q --no-hardlinks . "$root/srv/markscheme"

cat >"$root/srv/both.sh" <<'INSIDE'
set -u
cd /srv/markscheme
echo "== make run"
began=$(date +%s)
make run >/srv/run.log 2>&1 </dev/null &
site=$!
page='import sys, urllib.request as u; sys.exit(0 if b"Markscheme" in u.urlopen("http://127.0.0.1:" + sys.argv[1], timeout=5).read() else 1)'
until python3 -c "$page" "$PORT" 2>/dev/null; do
    if ! kill -0 "$site" 2>/dev/null || [ $(($(date +%s) - began)) -gt 1800 ]; then
        echo "No page came. make run said:"; tail -n 40 /srv/run.log; exit 1
    fi
    sleep 0.5
done
echo "the first page answers after $(($(date +%s) - began)) s"
kill "$site"
wait "$site" 2>/dev/null
echo "== make test"
quoted=""
for argument in "$@"; do quoted="$quoted '$(printf %s "$argument" | sed "s/'/'\\\\''/g")'"; done
make test ARGS="$quoted" </dev/null
INSIDE
free='import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
port=$(chroot "$root" python3 -c "$free")
passed=$(env | grep -iE '^([a-z]+_proxy|PIP_[A-Z_]+|SSL_CERT_[A-Z]+|REQUESTS_CA_BUNDLE)=' || true)
# Its own process and mount space: whatever the commands leave behind ends and goes with it.
export root
# shellcheck disable=SC2016,SC2086 -- expanded inside; each variable is a word
unshare --mount --pid --fork --kill-child sh -c '
    mount --make-rprivate / && mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount --rbind /sys "$root/sys"
    exec chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
' sh $passed PORT="$port" sh /srv/both.sh "$@"
