get_filename_component(deps "${CMAKE_CURRENT_LIST_DIR}/../../../deps/${lotbridge_libraries}" ABSOLUTE)
set(RapidJSON_INCLUDE_DIRS "${deps}/include")
set(RAPIDJSON_INCLUDE_DIRS "${deps}/include")
