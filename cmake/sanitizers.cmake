# DIVISI_SANITIZE=address,undefined or thread: instrument everything that is compiled here.
set(DIVISI_SANITIZE "" CACHE STRING "Comma-separated sanitizers")
if(DIVISI_SANITIZE)
  add_compile_options(-fsanitize=${DIVISI_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DIVISI_SANITIZE})
endif()
