# What every target of the project shares: language level, warnings, sanitizers, and four short functions.
include(GNUInstallDirs)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(lotbridge_flags INTERFACE)
if(MSVC)
  target_compile_options(lotbridge_flags INTERFACE /W4 /utf-8 /bigobj /permissive-)
else()
  target_compile_options(lotbridge_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wno-missing-field-initializers)
endif()
# The presets compile a few files of a target at a time (CMAKE_UNITY_BUILD), which halves a clean build. GCC then takes sources
# for headers and warns of what is none; the fuzz and Windows builds compile each file by itself and keep these warnings.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(lotbridge_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage -Wno-unused-function -Wno-array-bounds -Wno-stringop-overflow>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The compiler tidies its memory less often: a seventh faster, and at most a fifth larger (about 1 GiB).
  add_compile_options(--param=ggc-min-expand=100 --param=ggc-min-heapsize=524288)
endif()
if(LOTBRIDGE_SANITIZE)
  add_compile_options(-fsanitize=${LOTBRIDGE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LOTBRIDGE_SANITIZE})
  if(LOTBRIDGE_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)  # Asio's fences, hundreds of lines; what they guard is seen by other means
  endif()
endif()
if(LOTBRIDGE_FUZZ)
  # Coverage for the fuzz targets' own main.
  add_compile_options(-fsanitize=fuzzer-no-link -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tests/fuzz/not_ours.ignore)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

# Header-only Boost where it can be, std::filesystem everywhere.
find_package(Boost 1.81 REQUIRED)
add_library(lotbridge_boost INTERFACE)
target_include_directories(lotbridge_boost SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_compile_definitions(lotbridge_boost INTERFACE BOOST_ALL_NO_LIB BOOST_ERROR_CODE_HEADER_ONLY BOOST_DLL_USE_STD_FS
                           BOOST_PROCESS_USE_STD_FS BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
                           BOOST_BEAST_SEPARATE_COMPILATION)
if(WIN32)
  target_link_libraries(lotbridge_boost INTERFACE ws2_32 mswsock bcrypt)
  # What windows.h would define as macros: min, max, and with GDI also ERROR and GetObject, which is RapidJSON's word too.
  add_compile_definitions(_WIN32_WINNT=0x0A00 WIN32_LEAN_AND_MEAN NOMINMAX NOGDI)
  # Else Boost gives the system's words in its code page, GBK where LotBridge is at home.
  add_compile_definitions(BOOST_SYSTEM_USE_UTF8)
endif()

# Found here once for all folders.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
if(WIN32)
  # A static OpenSSL needs the system's libraries behind it, which FindOpenSSL does not say.
  set_property(TARGET OpenSSL::Crypto APPEND PROPERTY INTERFACE_LINK_LIBRARIES ws2_32 crypt32)
endif()
if(LOTBRIDGE_HOST)
  if(MINGW)
    set(ZLIB_USE_STATIC_LIBS ON)  # a program is whole: no zlib1.dll beside it
  endif()
  find_package(ZLIB REQUIRED)
endif()

# Headers that most files of a target include are parsed once for all of them. This is for speed alone: every file names what
# it uses, and the builds that go without show when one does not.
if(LOTBRIDGE_SANITIZE OR WIN32)
  option(LOTBRIDGE_PRECOMPILE "Precompile common headers" OFF)
else()
  option(LOTBRIDGE_PRECOMPILE "Precompile common headers" ON)
endif()
set(lotbridge_common_headers <algorithm> <chrono> <filesystem> <functional> <map> <memory> <optional> <string> <string_view>
    <utility> <vector>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND LOTBRIDGE_PRECOMPILE)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)  # lets ccache see through them
endif()

# lotbridge_precompile(target [<header> ...]): the common headers and those named here.
function(lotbridge_precompile target)
  if(LOTBRIDGE_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${lotbridge_common_headers} ${ARGN})
  endif()
endfunction()

# lotbridge_layer(store SOURCES a.cpp b.cpp LINKS lotbridge_base ... [PRECOMPILE <header> ...]): one static library per host layer.
function(lotbridge_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS;PRECOMPILE" ${ARGN})
  add_library(lotbridge_${name} STATIC ${arg_SOURCES})
  target_include_directories(lotbridge_${name} PUBLIC ${PROJECT_SOURCE_DIR}/host)
  target_link_libraries(lotbridge_${name} PUBLIC ${arg_LINKS} PRIVATE lotbridge_flags ${arg_PRIVATE_LINKS})
  lotbridge_precompile(lotbridge_${name} ${arg_PRECOMPILE})
endfunction()

# lotbridge_windows_program(lotbridge "what it is"): its version, as Explorer and task manager show it, and its manifest.
function(lotbridge_windows_program target description)
  if(NOT WIN32)
    return()
  endif()
  enable_language(RC)
  string(REGEX MATCH "^([0-9]+)[.]([0-9]+)[.]([0-9]+)" ignored "${LOTBRIDGE_VERSION}.0.0")
  set(numbers "${CMAKE_MATCH_1},${CMAKE_MATCH_2},${CMAKE_MATCH_3},0")
  set(manifest "${PROJECT_SOURCE_DIR}/tools/cmake/windows_program.manifest")
  configure_file("${PROJECT_SOURCE_DIR}/tools/cmake/windows_program.rc.in" ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc)
  set_property(SOURCE ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc APPEND PROPERTY OBJECT_DEPENDS "${manifest}")
  if(MSVC)
    target_link_options(${target} PRIVATE /MANIFEST:NO)
  endif()
endfunction()

# What all code of tests is compiled with; what a test costs is its compilation.
function(lotbridge_test_code name)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE LOTBRIDGE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE lotbridge_flags GTest::gmock)
  if(NOT MSVC AND NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(${name} PRIVATE -O0)
  endif()
  if(LOTBRIDGE_PRECOMPILE)
    if(NOT TARGET lotbridge_test_headers)
      file(WRITE ${PROJECT_BINARY_DIR}/test_headers.cpp "int main() {}\n")
      add_executable(lotbridge_test_headers ${PROJECT_BINARY_DIR}/test_headers.cpp)
      target_link_libraries(lotbridge_test_headers PRIVATE lotbridge_flags GTest::gmock)
      target_compile_options(lotbridge_test_headers PRIVATE -O0)
      lotbridge_precompile(lotbridge_test_headers <gmock/gmock.h> <gtest/gtest.h>)
    endif()
    target_precompile_headers(${name} REUSE_FROM lotbridge_test_headers)
  endif()
endfunction()

# lotbridge_test_program(sql_databases_test SOURCES ... LINKS ...): one GoogleTest program. Its files are compiled one by one,
# because each has its own helpers under the plainest names; UNITY says that these differ.
function(lotbridge_test_program name)
  cmake_parse_arguments(arg "UNITY" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  if(NOT arg_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  endif()
  target_link_libraries(${name} PRIVATE ${arg_LINKS} GTest::gtest_main)
  lotbridge_test_code(${name})
endfunction()

# lotbridge_test(store_test SOURCES ... LINKS ... [LABELS ...] [UNITY]): one GoogleTest program, every case known to CTest.
function(lotbridge_test name)
  cmake_parse_arguments(arg "UNITY" "" "SOURCES;LINKS;LABELS" ${ARGN})
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  set(unity "")
  if(arg_UNITY)
    set(unity UNITY)
  endif()
  lotbridge_test_program(${name} ${unity} SOURCES ${arg_SOURCES} LINKS ${arg_LINKS})
  # A sanitizer makes some tests ten times slower.
  set(limit 120)
  if(LOTBRIDGE_SANITIZE)
    set(limit 900)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${limit})
endfunction()
