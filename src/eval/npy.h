/// NumPy's array files: what evidence and posteriors are exchanged in.
///
/// Source    NumPy enhancement proposal 1 (format 1.0, 2.0 and 3.0).
/// Errors    not_found, io; corrupt: no such file format, shape and size that do not fit;
/// unsupported:
///           another type than little-endian float32 or float64, Fortran order, more than 4
///           dimensions. Any bytes are safe.
/// Thread    safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "divisi/error.h"

namespace divisi::eval {

/// Row-major. An array of no dimensions has one cell.
template <class T>
struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<T> cells;
};

/// `name` is what messages call the file. Float64 is rounded to float32, and widened the other way.
template <class T>
Expected<NpyArray<T>> parse_npy(std::string_view bytes, const std::string& name);
template <class T>
Expected<NpyArray<T>> read_npy(const std::filesystem::path& path);

/// The bytes of a file in format 1.0. Requires: the product of `shape` is the number of cells.
template <class T>
std::string format_npy(std::span<const T> cells, const std::vector<std::size_t>& shape);
/// The same into a file, atomically. Errors: io.
template <class T>
Expected<void> write_npy(const std::filesystem::path& path, std::span<const T> cells,
                         const std::vector<std::size_t>& shape);

}  // namespace divisi::eval
