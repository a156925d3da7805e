# Cross-compiles for 32-bit Windows with Debian's mingw-w64. Libraries: tools/windows/build-deps.sh win32.
set(CMAKE_SYSTEM_PROCESSOR i686)
set(triplet i686-w64-mingw32)
set(lotbridge_libraries win32)
include("${CMAKE_CURRENT_LIST_DIR}/mingw-w64.cmake")
