# divisi_module(NAME features DEPS core audio SOURCES cqt.cpp ... [LIBS PkgConfig::X])
function(divisi_module)
  cmake_parse_arguments(M "" "NAME" "DEPS;SOURCES;LIBS" ${ARGN})
  foreach(dep ${M_DEPS})
    if(NOT dep IN_LIST DIVISI_MAY_USE_${M_NAME})
      message(FATAL_ERROR "module '${M_NAME}' may not use '${dep}': see cmake/layers.cmake")
    endif()
  endforeach()
  add_library(divisi_${M_NAME} STATIC ${M_SOURCES})
  set_target_properties(divisi_${M_NAME} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  list(TRANSFORM M_DEPS PREPEND divisi_)
  target_link_libraries(divisi_${M_NAME} PUBLIC divisi_settings ${M_DEPS} PRIVATE ${M_LIBS})
endfunction()

# divisi_kernels(MODULE nn NAME kernels [FLAGS -ffp-contract=fast])
# Adds the module's kernels/<NAME>_<set>.cpp: the same source, compiled for each instruction set.
# What runs is chosen at run time (src/nn/isa.h).
function(divisi_kernels)
  cmake_parse_arguments(K "" "MODULE;NAME" "FLAGS" ${ARGN})
  set(baseline)
  set(avx2 -march=x86-64-v3)
  set(avx512 -march=x86-64-v4 -mprefer-vector-width=512)
  set(sets baseline)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
    list(APPEND sets avx2 avx512)
    target_compile_definitions(divisi_${K_MODULE} PRIVATE DIVISI_X86_KERNELS)
  endif()
  foreach(set ${sets})
    set(source kernels/${K_NAME}_${set}.cpp)
    target_sources(divisi_${K_MODULE} PRIVATE ${source})
    set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${${set}};${K_FLAGS}")
  endforeach()
endfunction()

# What includes libtorch is compiled without the warnings that its inlined headers set off: of gcc 12
# uninitialised values, of gcc 14 bounds as well.
function(divisi_with_libtorch target)
  target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized -Wno-array-bounds
    -Wno-stringop-overflow -Wno-stringop-overread)
endfunction()

# divisi_test(MODULE features SOURCES cqt_test.cpp ... [LABELS unit] [LIBS ...])
# One executable for each module (and label); every TEST in it is registered with CTest.
function(divisi_test)
  cmake_parse_arguments(T "" "MODULE;LABEL;TIMEOUT" "SOURCES;LIBS" ${ARGN})
  if(NOT T_LABEL)
    set(T_LABEL unit)
  endif()
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  if(DIVISI_SANITIZE)
    math(EXPR T_TIMEOUT "${T_TIMEOUT} * 10")  # instrumented code is that slow
  endif()
  set(target test_${T_MODULE}_${T_LABEL})
  add_executable(${target} ${T_SOURCES})
  target_link_libraries(${target} PRIVATE divisi_${T_MODULE} ${T_LIBS} GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE DIVISI_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # Two builds' tests may run at the same time: their files have folders of their own.
  set(temporary ${PROJECT_BINARY_DIR}/tests/temporary)
  file(MAKE_DIRECTORY ${temporary})
  gtest_discover_tests(${target} PROPERTIES LABELS ${T_LABEL} TIMEOUT ${T_TIMEOUT}
                       ENVIRONMENT TEST_TMPDIR=${temporary}
                       ENVIRONMENT_MODIFICATION TMPDIR=set:${temporary}
                       DISCOVERY_TIMEOUT 60)
endfunction()
