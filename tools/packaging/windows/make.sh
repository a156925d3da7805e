# Sourced by tools/package.sh: the installers for Windows.

windows_tree() {
    [ ! -d "${stage:-}" ] || return 0
    tools/setup.sh --windows --windows32 --packages
    tools/windows/build-deps.sh
    tools/windows/build-deps.sh win32
    cmake --preset windows-runner32 -DLOTBRIDGE_VERSION="$version" >/dev/null
    cmake --build --preset windows-runner32 --target lotbridge-runner32 lotbridge_sql32_adapter
    build "${preset:-windows-package}"
    stage=$build/stage
    rm -rf "$stage"
    local part
    for part in host plugins adapters; do
        cmake --install "$build" --prefix "$stage" --strip --component "$part" >/dev/null
    done
    cmake --install "$source/build/windows-runner32" --prefix "$stage" --strip --component host >/dev/null
    # Not the example beside it, which stands around a DLL that nobody has.
    cp -r "$source/build/windows-runner32/plugins/lotbridge.sql32" "$stage/lib/lotbridge/plugins/"
    i686-w64-mingw32-strip "$stage"/lib/lotbridge/plugins/lotbridge.sql32/*.dll
    tools/check_windows "$stage"
    find "$stage" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
}

# Every file but the program, sorted: a folder read as it comes would not give the same bytes again.
nsis_list() {
    local folder file last=
    (cd "$stage" && find . -type f ! -path ./bin/lotbridge.exe | LC_ALL=C sort) | while read -r file; do
        folder=$(dirname "${file#./}")
        [ "$folder" = "$last" ] || printf 'SetOutPath "$INSTDIR\\%s"\n' "${folder//\//\\}"
        last=$folder
        printf 'File "%s"\n' "$stage/${file#./}"
    done
}

# What the uninstaller takes out of bin: no more, since other programs may lie there, too.
nsis_removal() {
    (cd "$stage" && find bin -type f ! -path bin/lotbridge.exe | LC_ALL=C sort) | sed 's#/#\\#g; s#.*#Delete "$INSTDIR\\&"#'
}

make_setup() {
    windows_tree
    local installer=$out/lotbridge-$version-setup.exe
    mkdir -p "$out"
    nsis_list >"$stage.nsh"
    nsis_removal >"$stage.removal.nsh"
    makensis -V2 -WX "-XTarget amd64-unicode" -INPUTCHARSET UTF8 -DVERSION="$version" -DOUT="$installer" \
        -DEXE="$stage/bin/lotbridge.exe" -DFILES="$stage.nsh" -DREMOVAL="$stage.removal.nsh" \
        -DKIBIBYTES="$(du -sk --apparent-size "$stage" | cut -f1)" "$source/tools/packaging/windows/lotbridge.nsi"
    made "$installer"
}

make_msi() {
    windows_tree
    local package=$out/lotbridge-$version-x64.msi statement
    mkdir -p "$out"
    (cd "$stage" && find . -type f | LC_ALL=C sort) | wixl-heat --prefix ./ --component-group files --directory-ref INSTALLDIR \
        --var var.STAGE --win64 >"$stage.wxs"
    # Each version of the sources is a product of its own, and the same one when it is built again.
    local product
    product=$(python3 -c 'import sys, uuid; print(uuid.uuid5(uuid.NAMESPACE_URL, "lotbridge " + " ".join(sys.argv[1:])))' \
        "$version" "$SOURCE_DATE_EPOCH")
    # wixl takes relative paths only.
    (cd "$stage/.." && wixl -a x64 -D VERSION="$version" -D PRODUCT="$product" -D STAGE=stage -D Win64=yes -o "$package" \
        "$source/tools/packaging/windows/lotbridge.wxs" stage.wxs)
    printf '\r\n\r\n65001\t_ForceCodepage\r\n' >"$stage.idt"  # UTF-8, for the Chinese words
    msibuild "$package" -i "$stage.idt"
    { grep -v '^--' tools/packaging/windows/msi.sql; python3 tools/packaging/windows/msi_dialogs.py; } | while read -r statement; do
        msibuild "$package" -q "$statement" || fail "msibuild does not take: $statement"
    done
    made "$package"
}
