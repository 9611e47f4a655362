/// Miniature collections for tests of the loaders: real, tiny sound and annotation files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/score.h"

namespace divisi::data {

/// A folder of its own for each test, removed afterwards.
class MiniatureTree {
 public:
  MiniatureTree();
  ~MiniatureTree();
  MiniatureTree(const MiniatureTree&) = delete;
  MiniatureTree& operator=(const MiniatureTree&) = delete;

  const std::filesystem::path& root() const { return root_; }
  /// Paths are relative to the root; folders are made as needed.
  void write_text(const std::string& path, const std::string& text) const;
  /// A tenth of a second of a tone, as WAV or FLAC by the extension.
  void write_sound(const std::string& path) const;
  void write_midi(const std::string& path, const std::vector<Note>& notes,
                  bool is_drums = false) const;
  void remove(const std::string& path) const;

 private:
  std::filesystem::path root_;
};

/// The bytes of a level 5 MAT-file with one variable, compressed as MATLAB does.
std::string mat_matrix(const std::string& name, std::size_t rows, std::size_t columns,
                       const std::vector<double>& column_by_column);
/// A cell array [count, 1] of elements made by mat_element().
std::string mat_cells(const std::string& name, const std::vector<std::string>& elements);
/// Pieces for mat_cells(): a matrix, and a cell array [count, 1].
std::string mat_matrix_element(const std::string& name, std::size_t rows, std::size_t columns,
                               const std::vector<double>& column_by_column);
std::string mat_cell_element(const std::string& name, const std::vector<std::string>& elements);
/// A whole file around one element.
std::string mat_file_of(const std::string& element, bool compressed);

}  // namespace divisi::data
