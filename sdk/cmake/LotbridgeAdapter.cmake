# lotbridge_add_adapter(name SOURCES a.cpp ... MANIFEST manifest.json [LINKS lib ...] [VENDOR_LIBRARIES])
#
# Builds an adapter library that exports lb_entry_v1 and nothing else, into <build>/plugins/<id>/ with its manifest beside
# it, which is how the host finds it. The manifest in the source tree has id, version, title_zh and title_en; the file name
# of the library and the ABI's numbers are filled in here. VENDOR_LIBRARIES says that the adapter loads libraries of a vendor,
# which may crash or hang: the host then runs it in a process of its own, unless a lot file says otherwise.

function(lotbridge_add_adapter name)
  cmake_parse_arguments(arg "VENDOR_LIBRARIES" "MANIFEST" "SOURCES;LINKS" ${ARGN})
  if(NOT arg_MANIFEST OR NOT arg_SOURCES)
    message(FATAL_ERROR "lotbridge_add_adapter(${name}): SOURCES and MANIFEST are needed")
  endif()
  cmake_path(ABSOLUTE_PATH arg_MANIFEST)
  file(READ "${arg_MANIFEST}" manifest)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${arg_MANIFEST}")
  foreach(member IN ITEMS id version title_zh title_en)
    string(JSON value ERROR_VARIABLE problem GET "${manifest}" ${member})
    if(problem OR value STREQUAL "")
      message(FATAL_ERROR "${arg_MANIFEST}: \"${member}\" is missing or empty")
    endif()
  endforeach()
  string(JSON id GET "${manifest}" id)
  set(directory "${CMAKE_BINARY_DIR}/plugins/${id}")
  set(abi_major 1)
  set(abi_minor 0)

  add_library(${name} MODULE ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE lotbridge::sdk ${arg_LINKS})
  # The generator expression keeps multi-configuration generators from adding a folder of their own.
  set_target_properties(${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY "$<1:${directory}>"
                                           CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden
                                           VISIBILITY_INLINES_HIDDEN ON)
  _lotbridge_export_only_the_entry(${name})

  string(JSON manifest SET "${manifest}" library "\"${name}${CMAKE_SHARED_MODULE_SUFFIX}\"")
  string(JSON manifest SET "${manifest}" abi_major ${abi_major})
  string(JSON manifest SET "${manifest}" abi_minor ${abi_minor})
  if(arg_VENDOR_LIBRARIES)
    string(JSON manifest SET "${manifest}" vendor_libraries true)
  endif()
  file(CONFIGURE OUTPUT "${directory}/manifest.json" CONTENT "${manifest}\n" @ONLY)
  install(TARGETS ${name} LIBRARY DESTINATION "lib/lotbridge/plugins/${id}" COMPONENT plugins)
  install(FILES "${directory}/manifest.json" DESTINATION "lib/lotbridge/plugins/${id}" COMPONENT plugins)
endfunction()

# Hidden visibility alone leaves the vague linkage of templates exported, and with it GNU-unique symbols that pin a library.
function(_lotbridge_export_only_the_entry name)
  if(WIN32)
    target_sources(${name} PRIVATE "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.def")
  elseif(APPLE)
    target_link_options(${name} PRIVATE "LINKER:-exported_symbol,_lb_entry_v1")
  else()
    target_link_options(${name} PRIVATE "LINKER:--version-script=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.map")
    set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.map")
  endif()
endfunction()
