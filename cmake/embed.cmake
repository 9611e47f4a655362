# divisi_embed(TARGET divisi_models SYMBOL note_net_weights FILE path/to/file.dvw)
#
# Builds a file's bytes into TARGET, so that the product needs no data file, and generates a header
# `embedded/<SYMBOL>.h` (found by TARGET alone) which declares
#
#     namespace divisi::embedded { std::string_view note_net_weights(); }
#
# The bytes are copied by the assembler (.incbin), aligned to 64: no array of a million numbers for
# the compiler to read. The object is built again whenever the file changes.
function(divisi_embed)
  cmake_parse_arguments(E "" "TARGET;SYMBOL;FILE" "" ${ARGN})
  get_filename_component(file ${E_FILE} ABSOLUTE)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "divisi_embed: there is no file ${file}")
  endif()
  if(NOT E_SYMBOL MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "divisi_embed: SYMBOL must be snake_case, found '${E_SYMBOL}'")
  endif()
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/embedded_${E_TARGET})
  set(SYMBOL ${E_SYMBOL})
  set(BYTES_FILE ${file})
  configure_file(${DIVISI_EMBED_TEMPLATES}/embed.h.in ${directory}/embedded/${E_SYMBOL}.h @ONLY)
  configure_file(${DIVISI_EMBED_TEMPLATES}/embed.cpp.in ${directory}/${E_SYMBOL}.cpp @ONLY)
  set_source_files_properties(${directory}/${E_SYMBOL}.cpp PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(${E_TARGET} PRIVATE ${directory}/${E_SYMBOL}.cpp)
  target_include_directories(${E_TARGET} PRIVATE ${directory})
endfunction()

# divisi_embed_folder(TARGET divisi_server SYMBOL studio_page FOLDER page)
#
# The same for all files of a folder and below it, as a table:
#
#     namespace divisi::embedded {
#     struct EmbeddedFile { std::string_view path, bytes; };   // "assets/main.js"
#     std::span<const EmbeddedFile> studio_page();
#     }
function(divisi_embed_folder)
  cmake_parse_arguments(E "" "TARGET;SYMBOL;FOLDER" "" ${ARGN})
  file(GLOB_RECURSE files RELATIVE ${E_FOLDER} CONFIGURE_DEPENDS ${E_FOLDER}/*)
  if(NOT files)
    message(FATAL_ERROR "divisi_embed_folder: there is no file in ${E_FOLDER}")
  endif()
  list(SORT files)
  set(number 0)
  set(HEADERS "")
  set(ENTRIES "")
  foreach(file ${files})
    divisi_embed(TARGET ${E_TARGET} SYMBOL ${E_SYMBOL}_${number} FILE ${E_FOLDER}/${file})
    string(APPEND HEADERS "#include \"embedded/${E_SYMBOL}_${number}.h\"\n")
    string(APPEND ENTRIES "      {\"${file}\", ${E_SYMBOL}_${number}()},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(SYMBOL ${E_SYMBOL})
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/embedded_${E_TARGET})
  configure_file(${DIVISI_EMBED_TEMPLATES}/embed_folder.h.in
                 ${directory}/embedded/${E_SYMBOL}.h @ONLY)
  configure_file(${DIVISI_EMBED_TEMPLATES}/embed_folder.cpp.in
                 ${directory}/${E_SYMBOL}.cpp @ONLY)
  target_sources(${E_TARGET} PRIVATE ${directory}/${E_SYMBOL}.cpp)
endfunction()

set(DIVISI_EMBED_TEMPLATES ${CMAKE_CURRENT_LIST_DIR})
