# The adapter kit as its user has it: projects that `lotbridge adapter new` writes are built against an installed SDK, pass
# their own tests and are graded gold; so is a mapping that stands in the tree.
# cmake -D BUILD=... -D SOURCE=... -D LOTBRIDGE=... -D WORK=... -D GENERATOR=... -D CXX=... -D FLAGS=... -D SQLITE=...
# -D PLUGIN=... -P this
function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${WORK}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()
function(database file)
  foreach(statements IN LISTS ARGN)
    execute_process(COMMAND "${SQLITE}" -bail "${file}" INPUT_FILE "${statements}" COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/prefix" --component sdk)

run("${LOTBRIDGE}" adapter new gate_house)
run("${CMAKE_COMMAND}" -S gate_house -B build -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${WORK}/prefix" "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DCMAKE_CXX_FLAGS=${FLAGS}" -DCMAKE_BUILD_TYPE=Debug)
run("${CMAKE_COMMAND}" --build build --parallel 2)
run("${CMAKE_CTEST_COMMAND}" --test-dir build --output-on-failure --no-tests=error)
run("${LOTBRIDGE}" adapter check build/plugins/com.example.gate_house --settings gate_house/gate_house.settings.json
    --practice-lot --watch gate_house/practice/commands.txt --require gold)

run("${LOTBRIDGE}" adapter new parkdb --kind sql)
database("${WORK}/parkdb/practice.db" "${WORK}/parkdb/schema.sql")
run("${LOTBRIDGE}" adapter check lotbridge.sql --settings parkdb/parkdb.settings.json --require gold)
file(READ "${WORK}/parkdb/parkdb.json" mapping)
string(REPLACE "\"allow_writes\": false" "\"allow_writes\": true" mapping "${mapping}")
file(WRITE "${WORK}/parkdb/parkdb.json" "${mapping}")
run("${LOTBRIDGE}" adapter check lotbridge.sql --settings parkdb/parkdb.settings.json --practice-lot
    --watch parkdb/practice.db --require gold)

set(donglu "${SOURCE}/adapters/donglu")
database("${WORK}/carpark.db" "${donglu}/schema/sqlite.sql" "${donglu}/schema/demo-sqlite.sql" "${SOURCE}/tests/kit/donglu_day.sql")
file(WRITE "${WORK}/donglu.json" [[{
  "name": "donglu", "plugin": "lotbridge.sql",
  "settings": { "connection": { "backend": "sqlite3", "file": "carpark.db" }, "mapping": "", "start": "beginning" }
}]])
foreach(mapping IN ITEMS donglu donglu-demo)
  run("${LOTBRIDGE}" adapter check lotbridge.sql --settings donglu.json --mapping "${donglu}/${mapping}.json" --practice-lot
      --watch carpark.db --require gold)
endforeach()

# The test's own adapter offers a gate, which nobody has said may be moved.
execute_process(COMMAND "${LOTBRIDGE}" adapter check "${PLUGIN}" --json --require gold OUTPUT_VARIABLE report RESULT_VARIABLE code)
string(JSON grade GET "${report}" grade)
string(JSON first GET "${report}" cases 0 result)
if(NOT code EQUAL 1 OR NOT grade STREQUAL "silver" OR NOT first STREQUAL "passed")
  message(FATAL_ERROR "exit code ${code} with\n${report}")
endif()
file(REMOVE_RECURSE "${WORK}")
