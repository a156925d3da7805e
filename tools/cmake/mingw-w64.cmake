# What the toolchain files of both Windows builds share; they set triplet and lotbridge_libraries.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_C_COMPILER ${triplet}-gcc-posix)
set(CMAKE_CXX_COMPILER ${triplet}-g++-posix)
set(CMAKE_RC_COMPILER ${triplet}-windres)

get_filename_component(lotbridge_root "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
set(lotbridge_deps "${lotbridge_root}/deps/${lotbridge_libraries}")
set(CMAKE_FIND_ROOT_PATH "${lotbridge_deps}" "/usr/${triplet}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# Header-only libraries have no package for this target: small ones of ours stand in for Debian's.
foreach(package IN ITEMS spdlog fmt RapidJSON CLI11 tl-expected)
  set(${package}_DIR "${lotbridge_root}/tools/windows/packages" CACHE PATH "Stands in for Debian's package")
endforeach()
set(CMAKE_PREFIX_PATH "${lotbridge_deps}")

# Each program and library is whole: no libgcc, libstdc++ or winpthread beside it.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-static")
set(CMAKE_MODULE_LINKER_FLAGS_INIT "-static")
# Asio's and Beast's objects have more sections than plain COFF allows.
set(CMAKE_CXX_FLAGS_INIT "-Wa,-mbig-obj -D_WIN32_WINNT=0x0A00 -DWINVER=0x0A00 -DWIN32_LEAN_AND_MEAN -DNOMINMAX")
set(CMAKE_C_FLAGS_INIT "-D_WIN32_WINNT=0x0A00 -DWINVER=0x0A00")

set(CMAKE_CROSSCOMPILING_EMULATOR "${lotbridge_root}/tools/windows/wine-run")
