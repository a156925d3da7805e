#!/usr/bin/env bash
# Builds the libraries that the Windows build links, from Debian's sources, into deps/win64; links those that are headers
# only. Quick when they are there already. Needs tools/setup.sh --windows.
#   tools/windows/build-deps.sh [win64]   for the host
#   tools/windows/build-deps.sh win32     for the runner of 32-bit adapters; needs tools/setup.sh --windows32
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
libraries=${1:-win64}
case $libraries in
    win64) processor=x86_64 compiler=g++-mingw-w64-x86-64-posix openssl_kind=mingw64 ;;
    win32) processor=i686 compiler=g++-mingw-w64-i686-posix openssl_kind=mingw ;;
    *) echo "usage: tools/windows/build-deps.sh [win64|win32]" >&2; exit 2 ;;
esac
steps=(headers sources openssl sqlite soci)
if [ "$libraries" = win64 ]; then steps+=(googletest sqlitecpp); fi
target=$processor-w64-mingw32
prefix=$root/deps/$libraries
work=$root/deps/$libraries-build
toolchain=$root/tools/cmake/mingw-w64-$processor.cmake
stamp=$prefix/built

recipe=$(cat "$0" "$toolchain" "$root/tools/cmake/mingw-w64.cmake" <(dpkg-query -W $compiler libboost1.81-dev libssl-dev libsqlite3-dev) | sha256sum)
[ "$(cat "$stamp" 2>/dev/null)" != "$recipe" ] || exit 0

export PATH=/usr/lib/ccache:$PATH  # in front of OpenSSL's make too
rm -rf "$prefix" "$work"
mkdir -p "$prefix"/{include,lib} "$work"

sources() {  # through a list of our own, so that the system's stays as it is
    mkdir -p "$work"/apt/{parts,lists/partial}
    local list
    for list in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
        [ -e "$list" ] || continue
        sed -e 's/^Types: deb$/Types: deb-src/' -e 's/^deb /deb-src /' "$list" >"$work/apt/parts/${list##*/}.${list##*.}"
    done
    local apt=(apt-get -o APT::Sandbox::User=root -o Dir::Etc::sourcelist=/dev/null
               -o Dir::Etc::sourceparts="$work/apt/parts" -o Dir::State::lists="$work/apt/lists")
    cd "$work"
    "${apt[@]}" update
    # OpenSSL needs none of Debian's changes here, and its description is at times missing from the archive.
    "${apt[@]}" source --only-source --tar-only openssl
    tar xf openssl_*.orig.tar.gz
    "${apt[@]}" source --only-source sqlite3
    "${apt[@]}" source --only-source sqlitecpp
    "${apt[@]}" source --only-source soci
}

headers() {  # /usr/include itself must stay out of sight of the cross compiler
    local library
    for library in boost spdlog fmt rapidjson CLI tl; do
        ln -s "/usr/include/$library" "$prefix/include/$library"
    done
}

openssl() {
    mkdir "$work/openssl" && cd "$work/openssl"
    # The folder of openssl.cnf is built in; a path that any user may create would let them configure our service.
    perl "$work"/openssl-3*/Configure $openssl_kind --cross-compile-prefix=$target- --prefix="$prefix" --libdir=lib \
        "--openssldir=/Program Files/Common Files/SSL" \
        no-shared no-tests no-module no-engine no-dso no-autoload-config threads
    make -j"$(nproc)" build_libs
    make install_dev
}

sqlite() {
    mkdir "$work/sqlite" && cd "$work/sqlite"
    sh "$work"/sqlite3-*/configure --disable-tcl --disable-readline --disable-shared
    make sqlite3.c
    $target-gcc -O2 -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_DQS=0 -c sqlite3.c -o sqlite3-win.o
    $target-ar rcs "$prefix/lib/libsqlite3.a" sqlite3-win.o
    cp sqlite3.h sqlite3ext.h "$prefix/include/"
}

with_cmake() {
    local name=$1 source=$2
    shift 2
    cmake -S "$source" -B "$work/$name" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_INSTALL_PREFIX="$prefix" \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"
    ninja -C "$work/$name" install
}

googletest() { with_cmake googletest /usr/src/googletest; }

sqlitecpp() {
    with_cmake sqlitecpp "$work"/sqlitecpp-*/ -DSQLITECPP_INTERNAL_SQLITE=OFF -DSQLITECPP_RUN_CPPLINT=OFF \
        -DSQLITECPP_RUN_CPPCHECK=OFF -DSQLITECPP_USE_STACK_PROTECTION=OFF
}

soci() {
    with_cmake soci "$work"/soci-*/ -DSOCI_SHARED=OFF -DSOCI_STATIC=ON -DSOCI_TESTS=OFF -DSOCI_CXX11=ON -DSOCI_LIBDIR=lib \
        -DWITH_BOOST=OFF -DSOCI_EMPTY=OFF -DWITH_ODBC=ON -DODBC_INCLUDE_DIR=/usr/$target/include -DODBC_LIBRARY=odbc32 \
        -DWITH_SQLITE3=ON -DSQLITE3_INCLUDE_DIR="$prefix/include" -DSQLITE3_LIBRARY="$prefix/lib/libsqlite3.a" \
        -DWITH_POSTGRESQL=OFF -DWITH_MYSQL=OFF -DWITH_FIREBIRD=OFF -DWITH_ORACLE=OFF -DWITH_DB2=OFF
    local library
    for library in core odbc sqlite3; do  # named without the version, as Debian names them
        ln -s "libsoci_${library}_4_0.a" "$prefix/lib/libsoci_$library.a"
    done
}

for step in "${steps[@]}"; do
    echo "windows libraries: $step"
    # In a shell of its own, because "set -e" is off inside a condition.
    set +e
    (set -e; $step) >"$work/$step.log" 2>&1 </dev/null
    code=$?
    set -e
    [ $code = 0 ] || { tail -20 "$work/$step.log" >&2; echo "windows libraries: $step failed, see $work/$step.log" >&2; exit 1; }
done
find "$work" -mindepth 1 -maxdepth 1 ! -name '*.log' -exec rm -rf {} +
echo "$recipe" >"$stamp"
