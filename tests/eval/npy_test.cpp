#include "eval/npy.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/rng.h"

namespace divisi::eval {
namespace {

std::string with_header(std::string dictionary, std::size_t data_bytes) {
  dictionary += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += {'\x01', '\x00', static_cast<char>(dictionary.size() & 0xFFU),
            static_cast<char>(dictionary.size() >> 8U)};
  return bytes + dictionary + std::string(data_bytes, '\0');
}

TEST(Npy, WhatIsWrittenIsReadBack) {
  const std::vector<float> cells = {1.5F, -2.0F, 3.0F, 0.0F, 1e-30F, 7.0F};
  const std::string bytes = format_npy<float>(cells, {2, 3});
  EXPECT_EQ((bytes.size() - 6 * sizeof(float)) % 64, 0U);
  const auto array = parse_npy<float>(bytes, "a.npy");
  ASSERT_TRUE(array);
  EXPECT_EQ(array->shape, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(array->cells, cells);
}

TEST(Npy, EmptyScalarAndOneDimensionalArrays) {
  const auto empty = parse_npy<double>(format_npy<double>({}, {0, 88}), "a.npy");
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->shape, (std::vector<std::size_t>{0, 88}));
  const auto scalar = parse_npy<double>(format_npy<double>(std::vector{2.5}, {}), "a.npy");
  ASSERT_TRUE(scalar);
  EXPECT_EQ(scalar->cells, std::vector{2.5});
  const auto list = parse_npy<double>(format_npy<double>(std::vector{1.0, 2.0}, {2}), "a.npy");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->shape, std::vector<std::size_t>{2});
}

TEST(Npy, TypesAreConverted) {
  const auto narrowed = parse_npy<float>(format_npy<double>(std::vector{0.1}, {1}), "a.npy");
  ASSERT_TRUE(narrowed);
  EXPECT_EQ(narrowed->cells[0], 0.1F);
}

TEST(Npy, FilesComeBack) {
  const auto path = std::filesystem::path(testing::TempDir()) / "npy_test.npy";
  ASSERT_TRUE(write_npy<float>(path, std::vector{1.0F, 2.0F}, {2}));
  const auto array = read_npy<float>(path);
  ASSERT_TRUE(array);
  EXPECT_EQ(array->cells, (std::vector{1.0F, 2.0F}));
  std::filesystem::remove(path);
  EXPECT_EQ(read_npy<float>(path).error().code, ErrorCode::not_found);
}

TEST(Npy, WhatIsNotForUsIsRefusedByName) {
  const std::string fine = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  ASSERT_TRUE(parse_npy<float>(with_header(fine, 8), "a.npy"));
  struct Case {
    std::string dictionary;
    std::size_t data_bytes;
    ErrorCode code;
  };
  const Case cases[] = {
      {fine, 7, ErrorCode::corrupt},
      {fine, 9, ErrorCode::corrupt},
      {"{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", 8, ErrorCode::unsupported},
      {"{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }", 8, ErrorCode::unsupported},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (2 }", 8, ErrorCode::corrupt},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", 8, ErrorCode::corrupt},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,2), }", 8, ErrorCode::corrupt},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,4294967296,4), }", 8,
       ErrorCode::corrupt},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", 8,
       ErrorCode::corrupt},
      {"{}", 8, ErrorCode::unsupported}};
  for (const Case& c : cases) {
    const auto array = parse_npy<float>(with_header(c.dictionary, c.data_bytes), "bad.npy");
    ASSERT_FALSE(array) << c.dictionary;
    EXPECT_EQ(array.error().code, c.code) << c.dictionary;
    EXPECT_EQ(array.error().message.rfind("bad.npy: ", 0), 0U);
  }
}

TEST(Npy, NoBytesCanCrashIt) {
  core::Rng rng(3);
  const std::string good = format_npy<float>(std::vector{1.0F, 2.0F, 3.0F, 4.0F}, {2, 2});
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes =
        good.substr(0, static_cast<std::size_t>(rng.integer(0, static_cast<int>(good.size()))));
    for (int change = rng.integer(0, 4); change > 0 && !bytes.empty(); --change) {
      bytes[static_cast<std::size_t>(rng.integer(0, static_cast<int>(bytes.size()) - 1))] =
          static_cast<char>(rng.integer(0, 255));
    }
    const auto array = parse_npy<float>(bytes, "fuzz.npy");
    if (!array) {
      ++refused;
      continue;
    }
    std::size_t cells = 1;
    for (const std::size_t extent : array->shape) cells *= extent;
    EXPECT_EQ(cells, array->cells.size());
  }
  EXPECT_GT(refused, 10000);
}

}  // namespace
}  // namespace divisi::eval
