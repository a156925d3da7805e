# Installs the SDK into an empty prefix, then configures, builds, tests and installs an adapter that knows only that prefix.
# cmake -D BUILD=... -D OUTSIDE=... -D WORK=... -D GENERATOR=... -D CXX=... -D FLAGS=... -D CHECK_EXPORTS=... -P this
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${WORK}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/prefix" --component sdk)
run("${CMAKE_COMMAND}" -S "${OUTSIDE}" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${WORK}/prefix"
    "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_CXX_FLAGS=${FLAGS}" -DCMAKE_BUILD_TYPE=Debug)
run("${CMAKE_COMMAND}" --build "${WORK}/build" --parallel 2)
run("${CMAKE_CTEST_COMMAND}" --test-dir "${WORK}/build" --output-on-failure --no-tests=error)
run("${CMAKE_COMMAND}" --install "${WORK}/build" --prefix "${WORK}/plugins-prefix" --component plugins)

set(folder "${WORK}/plugins-prefix/lib/lotbridge/plugins/com.example.doorbell")
file(READ "${folder}/manifest.json" manifest)
string(JSON library GET "${manifest}" library)
string(JSON major GET "${manifest}" abi_major)
if(NOT EXISTS "${folder}/${library}" OR NOT major EQUAL 1)
  message(FATAL_ERROR "the manifest does not describe what is installed:\n${manifest}")
endif()
run("${CHECK_EXPORTS}" "${WORK}/plugins-prefix/lib/lotbridge/plugins")
file(REMOVE_RECURSE "${WORK}")
