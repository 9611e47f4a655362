#include "miniature_tree.h"

#include <gtest/gtest.h>
#include <sndfile.h>
#include <zlib.h>

#include <cmath>
#include <cstdint>
#include <fstream>

#include "score/midi_writer.h"

namespace divisi::data {
namespace {

namespace fs = std::filesystem;

template <class T>
std::string bytes_of(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string element(std::uint32_t type, std::string data) {
  const auto size = static_cast<std::uint32_t>(data.size());
  data.resize((data.size() + 7) / 8 * 8);
  return bytes_of(type) + bytes_of(size) + data;
}

std::string matrix_start(std::uint32_t array_class, std::size_t rows, std::size_t columns,
                         const std::string& name) {
  return element(6, bytes_of(array_class) + bytes_of(std::uint32_t{0})) +
         element(5, bytes_of(static_cast<std::int32_t>(rows)) +
                        bytes_of(static_cast<std::int32_t>(columns))) +
         element(1, name);
}

}  // namespace

MiniatureTree::MiniatureTree() {
  const auto* info = testing::UnitTest::GetInstance()->current_test_info();
  root_ = fs::path(testing::TempDir()) /
          (std::string("divisi_") + info->test_suite_name() + "_" + info->name());
  fs::remove_all(root_);
  fs::create_directories(root_);
}

MiniatureTree::~MiniatureTree() { fs::remove_all(root_); }

void MiniatureTree::write_text(const std::string& path, const std::string& text) const {
  fs::create_directories((root_ / path).parent_path());
  std::ofstream(root_ / path, std::ios::binary) << text;
}

void MiniatureTree::write_sound(const std::string& path) const {
  fs::create_directories((root_ / path).parent_path());
  SF_INFO info{};
  info.samplerate = 8000;
  info.channels = 1;
  info.format =
      (fs::path(path).extension() == ".flac" ? SF_FORMAT_FLAC : SF_FORMAT_WAV) | SF_FORMAT_PCM_16;
  SNDFILE* file = sf_open((root_ / path).c_str(), SFM_WRITE, &info);
  ASSERT_NE(file, nullptr) << path;
  std::vector<float> tone(800);
  for (std::size_t i = 0; i < tone.size(); ++i) {
    tone[i] = 0.5F * std::sin(0.3F * static_cast<float>(i));
  }
  sf_write_float(file, tone.data(), static_cast<sf_count_t>(tone.size()));
  sf_close(file);
}

void MiniatureTree::write_midi(const std::string& path, const std::vector<Note>& notes,
                               bool is_drums) const {
  fs::create_directories((root_ / path).parent_path());
  Score score;
  Part part;
  part.name = "a part";
  part.is_drums = is_drums;
  part.notes = notes;
  score.parts.push_back(part);
  const auto written = score::write_midi(score, root_ / path);
  ASSERT_TRUE(written) << written.error().message;
}

void MiniatureTree::remove(const std::string& path) const { fs::remove_all(root_ / path); }

std::string mat_matrix_element(const std::string& name, std::size_t rows, std::size_t columns,
                               const std::vector<double>& column_by_column) {
  std::string numbers;
  for (const double number : column_by_column) numbers += bytes_of(number);
  return element(14, matrix_start(6, rows, columns, name) + element(9, numbers));
}

std::string mat_cell_element(const std::string& name, const std::vector<std::string>& elements) {
  std::string inner = matrix_start(1, elements.size(), 1, name);
  for (const std::string& one : elements) inner += one;
  return element(14, inner);
}

std::string mat_file_of(const std::string& one, bool compressed) {
  std::string header = "MATLAB 5.0 MAT-file, made by a test";
  header.resize(124, ' ');
  header += std::string("\x00\x01IM", 4);
  if (!compressed) return header + one;
  uLongf size = compressBound(static_cast<uLong>(one.size()));
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(one.data()), static_cast<uLong>(one.size()));
  packed.resize(size);
  return header + bytes_of(std::uint32_t{15}) + bytes_of(static_cast<std::uint32_t>(size)) + packed;
}

std::string mat_matrix(const std::string& name, std::size_t rows, std::size_t columns,
                       const std::vector<double>& column_by_column) {
  return mat_file_of(mat_matrix_element(name, rows, columns, column_by_column), true);
}

std::string mat_cells(const std::string& name, const std::vector<std::string>& elements) {
  return mat_file_of(mat_cell_element(name, elements), true);
}

}  // namespace divisi::data
