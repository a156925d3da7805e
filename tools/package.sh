#!/usr/bin/env bash
# Makes packages on Debian 12, in build/packages; docs/packages.md says what they promise.
#   tools/package.sh deb                   for Debian 12: service, user, man page
#   tools/package.sh tar                   the same tree as an archive
#   tools/package.sh setup                 for Windows: an installer, with dialogs or silent
#   tools/package.sh msi                   for Windows: a package for msiexec and group policies
#   tools/package.sh deb tar --version 0.2.0
#   tools/package.sh deb --preset dev      of another build than the one for packages, to try something
# Fixed times, sorted lists: the same sources give the same bytes, but for the MSI. $SOURCE_DATE_EPOCH, else the last commit's time.
# $DEBFULLNAME and $DEBEMAIL are who answers for the Debian package.
set -euo pipefail
cd "$(dirname "$0")/.."
source=$PWD
out=$source/build/packages

usage() { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit "$1"; }
fail() { echo "package: $*" >&2; exit 1; }

kinds=()
version=
preset=
while [ $# -gt 0 ]; do
    case $1 in
        deb | tar | setup | msi) kinds+=("$1"); shift ;;
        --preset) preset=${2:?--preset needs a name}; shift 2 ;;
        --version) version=${2:?--version needs a number such as 0.2.0}; shift 2 ;;
        -h | --help) usage 0 ;;
        *) usage 2 >&2 ;;
    esac
done
[ ${#kinds[@]} -gt 0 ] || usage 2 >&2
[ -n "$version" ] || version=$(sed -n 's/^project(lotbridge VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
# The MSI can compare no other.
[[ $version =~ ^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,4}$ ]] || fail "--version $version: three numbers are needed, such as 0.2.0"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)} || fail "no git history here: set SOURCE_DATE_EPOCH"
export SOURCE_DATE_EPOCH

# build <preset>: what is installed, and no more; then $build is the folder.
build() {
    local targets
    build=$source/build/$1
    cmake --preset "$1" -DLOTBRIDGE_VERSION="$version" >/dev/null
    targets=$(cmake --build --preset "$1" --target help | sed -n 's/^\(lotbridge_[a-z0-9]*_adapter\): phony$/\1/p')
    # Unquoted: one word for each adapter.
    cmake --build --preset "$1" --target lotbridge $targets
}

debian_tree() {  # what both the .deb and the archive hold
    [ ! -d "${tree:-}" ] || return 0
    tools/setup.sh --packages
    build "${preset:-package}"
    local work=$build/deb
    tree=$work/debian/lotbridge
    rm -rf "$work"
    mkdir -p "$work" "$out"
    cp -r tools/packaging/debian "$work/debian"
    local schema
    schema=$("$build/bin/lotbridge" version --json | sed -n 's/.*"schema": \([0-9]*\).*/\1/p')
    local maintainer="${DEBFULLNAME:-LotBridge} <${DEBEMAIL:-lotbridge@example.org}>"
    sed -i "s/@MAINTAINER@/$maintainer/; s/@SCHEMA@/$schema/" "$work"/debian/{control,lotbridge.preinst}
    printf 'lotbridge (%s) bookworm; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- %s  %s\n' \
        "$version" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" >"$work/debian/changelog"
    (cd "$work" && BUILD=$build SOURCE=$source OUT=$out DEB_RULES_REQUIRES_ROOT=no \
        DEB_BUILD_OPTIONS=noautodbgsym debian/rules binary) >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; fail "dh failed, see $work/log"; }
}

make_deb() {
    debian_tree
    lintian --allow-root --fail-on error,warning "$out/lotbridge_${version}_$(dpkg --print-architecture).deb"
    made "$out/lotbridge_${version}_$(dpkg --print-architecture).deb"
}

make_tar() {
    debian_tree
    local archive=$out/lotbridge-$version-linux-$(uname -m).tar.gz
    # Not etc: unpacked over an installation it would undo the settings. An example is in usr/share/lotbridge/configs.
    tar -C "$tree" --sort=name --transform='s,^lib/,usr/lib/,' --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
        -cf - usr lib/systemd | gzip -9n >"$archive"
    made "$archive"
}

. tools/packaging/windows/make.sh

made() { echo "package: $(realpath --relative-to="$source" "$1"), $(($(stat -c %s "$1") / 1024)) KiB"; }

for kind in "${kinds[@]}"; do "make_$kind"; done
