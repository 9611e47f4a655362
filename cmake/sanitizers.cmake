# DIVISI_SANITIZE=address,undefined or thread: instrument everything that is compiled here.
set(DIVISI_SANITIZE "" CACHE STRING "Comma-separated sanitizers")
if(DIVISI_SANITIZE)
  set(sanitizers ${DIVISI_SANITIZE})
  if(sanitizers MATCHES "undefined")
    # A number from a file that no int can hold: clang counts it among `undefined`, gcc does not.
    string(APPEND sanitizers ",float-cast-overflow")
  endif()
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # Checks of the standard library beside: an index or iterator past the end of a vector that has
  # room there is no error to the sanitizers.
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  add_link_options(-fsanitize=${sanitizers})
endif()
