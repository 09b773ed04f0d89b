#!/bin/sh
# What the tests need besides Python and Node: two browsers, a screen in memory, Arabic letters, PostgreSQL's programs,
# Pango, which WeasyPrint makes PDFs with, Poppler, which shows them, strace, which shows what reaches the disk before a
# reply leaves, and R, which computes again what the pages of results say.
# Installs what is missing when it may (Debian, root); otherwise names it and stops.
set -eu

found() { for file in "$@"; do [ -x "$file" ] && return; done; return 1; }

missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v chromium-headless-shell >/dev/null || missing="$missing chromium-headless-shell"
[ -n "$(fc-list :lang=ar 2>/dev/null)" ] || missing="$missing fonts-noto-core"
command -v initdb >/dev/null || found "${POSTGRES_PROGRAMS:-/usr/lib/postgresql}"/*/bin/initdb || missing="$missing postgresql"
command -v WebKitWebDriver >/dev/null || missing="$missing webkit2gtk-driver"
command -v Xvfb >/dev/null || missing="$missing xvfb"
libraries=$("${LDCONFIG:-/sbin/ldconfig}" -p 2>/dev/null || true)
for library in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; do
    case "$libraries" in *"${library%-0}.so.0 "* | *"${library%0}.so.0 "*) ;; *) missing="$missing $library" ;; esac
done
command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
command -v strace >/dev/null || missing="$missing strace"
Rscript -e 'invisible(find.package(c("haven", "nlme", "lme4", "lmerTest", "lavaan")))' >/dev/null 2>&1 ||
    missing="$missing r-base-core r-cran-haven r-cran-nlme r-cran-lme4 r-cran-lmertest r-cran-lavaan"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests need packages that are not on this machine:$missing. On Debian: sudo apt install$missing" >&2
    exit 1
fi
echo "Installing what the tests need:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# $missing is a list of words. shellcheck disable=SC2086
apt-get -qq install --yes --no-install-recommends $missing >/dev/null
