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
function(check_donglu mapping grade)
  run("${LOTBRIDGE}" adapter check lotbridge.sql --settings donglu.json --mapping "${donglu}/${mapping}.json" --practice-lot
      --watch carpark.db --require ${grade})
endfunction()
check_donglu(donglu gold)
# No controller is there that could move the demo's gates.
check_donglu(donglu-demo silver)

run("${LOTBRIDGE}" adapter new turnstile --kind exec)
execute_process(COMMAND python3 -B -m unittest turnstile_test WORKING_DIRECTORY "${WORK}/turnstile" COMMAND_ERROR_IS_FATAL ANY)
run("${LOTBRIDGE}" adapter check turnstile --settings turnstile/turnstile.settings.json --practice-lot
    --watch turnstile/practice/commands.txt --require gold)

set(examples "${SOURCE}/adapters/examples")
set(rows "票号,动作,车牌,通道,时间,入场时间,应收,优惠,实收\n")
set(events "")
foreach(n RANGE 10 40)
  string(APPEND rows "T${n},入场,粤B123${n},N1,2026-01-05 08:${n}:00,,,,\n"
                     "T${n},出场,粤B123${n},S1,2026-01-05 10:${n}:00,2026-01-05 08:${n}:00,8.00,0.00,8.00\n")
  string(APPEND events "{\"type\":\"in\",\"stay\":\"S${n}\",\"plate\":\"粤B123${n}\",\"lane\":\"N1\",\"time\":\"2026-01-05 08:${n}:00\"}\n")
endforeach()
string(APPEND rows "T41,入场,粤B12341,N1,2026-01-05 11:00:00,,,,\n")
file(MAKE_DIRECTORY "${WORK}/export/payments" "${WORK}/controller/orders")
file(WRITE "${WORK}/export/20260105.csv" "${rows}")
file(WRITE "${WORK}/controller/events.jsonl" "${events}")
file(WRITE "${WORK}/csv.json" [[{ "name": "csv", "plugin": "example.python-csv",
  "settings": { "folder": "export", "encoding": "utf-8", "payments": "export/payments" } }]])
file(WRITE "${WORK}/jsonl.json" [[{ "name": "jsonl", "plugin": "example.node-jsonl", "settings": { "folder": "controller" } }]])
run("${LOTBRIDGE}" adapter check "${examples}/python-csv" --settings csv.json --practice-lot --require gold)
# No controller is there that could move the gate.
run("${LOTBRIDGE}" adapter check "${examples}/node-jsonl" --settings jsonl.json --require silver)

# The test's own adapter offers a gate, which nobody has said may be moved.
execute_process(COMMAND "${LOTBRIDGE}" adapter check "${PLUGIN}" --json --require gold OUTPUT_VARIABLE report RESULT_VARIABLE code)
string(JSON grade GET "${report}" grade)
string(JSON first GET "${report}" cases 0 result)
if(NOT code EQUAL 1 OR NOT grade STREQUAL "silver" OR NOT first STREQUAL "passed")
  message(FATAL_ERROR "exit code ${code} with\n${report}")
endif()
file(REMOVE_RECURSE "${WORK}")
