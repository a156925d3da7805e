#!/usr/bin/env bash
# A small Debian in a folder, with wine for programs of 64 and of 32 bits: Debian's wine32 cannot always be installed beside a
# 64-bit system. Needs root, and tools/setup.sh --windows32 once.
#   tools/windows/box.sh up          makes it when it is not there (minutes, 1.7 GB) and starts wine in it
#   tools/windows/box.sh run CMD...  in it, in the folder one is in; the project's folder is there under its own path
#   tools/windows/box.sh down        ends what runs in it and lets go of it
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
box=$root/deps/winebox
[ "$(id -u)" = 0 ] || { echo "box: only root may make and enter it" >&2; exit 1; }

inside() {
    chroot "$box" env -i HOME=/var PATH=/usr/bin:/bin WINEPREFIX=/var/wineprefix WINEDEBUG=-all LANG=C.UTF-8 "${passed_on[@]}" "$@"
}
passed_on=()
for name in $(compgen -e | grep '^LOTBRIDGE_' || true); do passed_on+=("$name=${!name}"); done

make() {
    # The release alone: where the security archive's 32-bit list is behind, apt finds no way to install.
    local mirror
    mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2>/dev/null ||
             awk '/^deb / { print $2; exit }' /etc/apt/sources.list)
    echo "box: a Debian with wine is made in deps/winebox, which takes some minutes"
    rm -rf "$box"
    debootstrap --variant=minbase bookworm "$box" "$mirror" >"$root/deps/winebox.log" 2>&1
    chroot "$box" dpkg --add-architecture i386
    chroot "$box" apt-get update >>"$root/deps/winebox.log" 2>&1
    DEBIAN_FRONTEND=noninteractive chroot "$box" apt-get install -y --no-install-recommends wine wine64 wine32:i386 \
        >>"$root/deps/winebox.log" 2>&1
    chroot "$box" apt-get clean
    touch "$box/made"
}

bind() { mountpoint -q "$box$1" || { mkdir -p "$1" "$box$1" && mount --bind "$1" "$box$1"; }; }

case ${1:-} in
    up)
        [ -e "$box/made" ] || make
        bind /proc  # without which no 32-bit program loads
        bind "$root/build"
        bind /tmp
        mkdir -p "$box/var/wineprefix"
        inside wineserver -p </dev/null >/dev/null 2>&1 || true  # it runs already
        inside wine cmd /c exit </dev/null >/dev/null 2>&1
        ;;
    run)
        shift
        inside sh -c 'cd "$0" && exec "$@"' "$PWD" "$@" ;;
    down)
        inside wineserver -k </dev/null >/dev/null 2>&1 || true
        sleep 1
        for place in /tmp "$root/build" /proc; do
            if mountpoint -q "$box$place"; then umount "$box$place"; fi
        done
        ;;
    *) sed -n '2,7s/^# \?//p' "$0" >&2; exit 2 ;;
esac
