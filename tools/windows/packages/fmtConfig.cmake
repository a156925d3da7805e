if(NOT TARGET fmt::fmt)
  get_filename_component(deps "${CMAKE_CURRENT_LIST_DIR}/../../../deps/${lotbridge_libraries}" ABSOLUTE)
  add_library(fmt::fmt INTERFACE IMPORTED)
  set_target_properties(fmt::fmt PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${deps}/include"
                                            INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY)
endif()
