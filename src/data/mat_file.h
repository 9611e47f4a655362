/// MATLAB's files, as far as annotations need them: matrices of numbers, and cells of matrices.
///
/// Source    MAT-File Format, MathWorks, "Level 5 MAT-File Format"; little-endian, also compressed.
/// Errors    not_found, io; corrupt: a size that does not fit, data that do not inflate;
/// unsupported:
///           big-endian or version 7.3 files, classes other than numbers and cells, complex
///           numbers. Any bytes are safe; at most 256 MiB are inflated.
/// Thread    safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "divisi/error.h"

namespace divisi::data {

/// A matrix [rows, columns], column by column as in the file: of numbers, or of other matrices.
struct MatArray {
  std::string name;
  std::size_t rows = 0;
  std::size_t columns = 0;
  bool is_cell = false;
  std::vector<double> numbers;
  std::vector<MatArray> cells;

  double at(std::size_t row, std::size_t column) const { return numbers[column * rows + row]; }
};

/// The variables of a file. `name` is what messages call it.
Expected<std::vector<MatArray>> parse_mat(std::string_view bytes, const std::string& name);

/// The variable called `variable`. Errors: also corrupt, when the file has none of that name.
Expected<MatArray> read_mat(const std::filesystem::path& path, const std::string& variable);

}  // namespace divisi::data
