#include "nn/weights_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.h"
#include "nn/crc32.h"
#include "nn/weights_layout.h"

namespace divisi::nn {
namespace {

const std::vector<float> kKernel = {1.0f, -2.5f, 3.25e-30f, 4.0f, -0.0f, 6.5f};
const std::vector<float> kBias = {0.1f, -0.2f};

WeightsInfo small_info() {
  WeightsInfo info{"tiny", "note_net", "Apache-2.0", "steps = 3", "abc123", {}};
  info.hyper_parameters = {{"channels", {32}}, {"dilations", {1, 2, 4, 8}}, {"slope", {0.01}}};
  return info;
}

std::vector<TensorToWrite> small_tensors() {
  return {{"stem.weight", {3, 1, 2}, kKernel, WeightType::f32},
          {"stem.bias", {2}, kBias, WeightType::f16}};
}

std::string small_file() {
  const Expected<std::string> bytes = encode_weights(small_info(), small_tensors());
  EXPECT_TRUE(bytes) << bytes.error().message;
  return *bytes;
}

/// A file with this header and data, whatever nonsense they are, and a right checksum.
std::string file_with(const std::string& json, std::size_t data_bytes, char fill = 0) {
  std::string bytes(kHeaderAt, '\0');
  bytes += json;
  bytes.resize(align_up(bytes.size()));
  bytes.append(data_bytes, fill);
  bytes.replace(0, kWeightsMagic.size(), kWeightsMagic);
  write_little(bytes, kVersionAt, kWeightsVersion);
  write_little(bytes, kFileBytesAt, std::uint64_t(bytes.size()));
  write_little(bytes, kHeaderBytesAt, static_cast<std::uint32_t>(json.size()));
  write_little(bytes, kChecksumAt, crc32(std::string_view(bytes).substr(kFileBytesAt)));
  return bytes;
}

std::string header_with(const std::string& tensors) {
  return R"({"name":"n","model":"m","licence":"l","recipe":"r","commit":"c",)"
         R"("hyper_parameters":{},"tensors":)" +
         tensors + "}";
}

std::string message_of(const std::string& bytes) {
  const Expected<WeightsFile> file = WeightsFile::parse(bytes, "w.dvw");
  return file ? "accepted" : file.error().message;
}

TEST(WeightsFile, WhatWasWrittenIsRead) {
  Expected<WeightsFile> file = WeightsFile::parse(small_file(), "tiny");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->info().name, "tiny");
  EXPECT_EQ(file->info().model, "note_net");
  EXPECT_EQ(file->info().licence, "Apache-2.0");
  EXPECT_EQ(file->info().recipe, "steps = 3");
  EXPECT_EQ(file->info().commit, "abc123");
  EXPECT_EQ(file->info().hyper_parameters, small_info().hyper_parameters);
  const auto kernel = file->tensor("stem.weight", {3, 1, 2});
  ASSERT_TRUE(kernel);
  EXPECT_TRUE(std::equal(kernel->begin(), kernel->end(), kKernel.begin(), kKernel.end()));
  EXPECT_TRUE(std::signbit((*kernel)[4]));
  const auto bias = file->tensor("stem.bias", {2});
  ASSERT_TRUE(bias);
  EXPECT_NEAR((*bias)[0], 0.1, 0.1 / 2048);
  EXPECT_NEAR((*bias)[1], -0.2, 0.2 / 2048);
}

TEST(WeightsFile, DataBeginsOnCacheLines) {
  const std::string bytes = small_file();
  EXPECT_EQ(bytes.size() % kWeightsAlignment, 0u);
  const Expected<WeightsFile> file = WeightsFile::parse(bytes, "tiny");
  ASSERT_TRUE(file);
  for (const TensorPlace& tensor : file->tensors()) EXPECT_EQ(tensor.offset % 64, 0u);
}

TEST(WeightsFile, NoTensorsIsAFile) {
  const Expected<std::string> bytes = encode_weights({}, {});
  ASSERT_TRUE(bytes);
  const Expected<WeightsFile> file = WeightsFile::parse(*bytes, "empty");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_TRUE(file->check_all_used());
}

TEST(WeightsFile, AWrongShapeNamesExpectedAndFound) {
  Expected<WeightsFile> file = WeightsFile::parse(small_file(), "w.dvw");
  ASSERT_TRUE(file);
  const auto tensor = file->tensor("stem.weight", {3, 2});
  ASSERT_FALSE(tensor);
  EXPECT_EQ(tensor.error().message,
            "w.dvw: tensor 'stem.weight': expected shape [3, 2], found [3, 1, 2]");
  const auto missing = file->tensor("head.bias", {4});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message,
            "w.dvw: tensor 'head.bias': expected shape [4], found no such tensor");
}

TEST(WeightsFile, TensorsNobodyReadAreAnError) {
  Expected<WeightsFile> file = WeightsFile::parse(small_file(), "w.dvw");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->tensor("stem.weight", {3, 1, 2}));
  const Expected<void> partly = file->check_all_used();
  ASSERT_FALSE(partly);
  EXPECT_NE(partly.error().message.find("stem.bias"), std::string::npos);
  ASSERT_TRUE(file->tensor("stem.bias", {2}));
  EXPECT_TRUE(file->check_all_used());
}

TEST(WeightsFile, HyperParametersAreChecked) {
  const Expected<WeightsFile> file = WeightsFile::parse(small_file(), "w.dvw");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->integer("channels"));
  EXPECT_EQ(*file->integer("channels"), 32);
  ASSERT_TRUE(file->integers("dilations"));
  EXPECT_EQ(*file->integers("dilations"), (std::vector<int>{1, 2, 4, 8}));
  EXPECT_FALSE(file->integer("dilations"));
  EXPECT_FALSE(file->integer("slope"));
  EXPECT_FALSE(file->integer("absent"));
}

TEST(WeightsFile, EveryChangedByteIsRefused) {
  const std::string good = small_file();
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ change);
      EXPECT_FALSE(WeightsFile::parse(bad, "bad")) << "byte " << i;
    }
  }
}

TEST(WeightsFile, EveryTruncationIsRefused) {
  const std::string good = small_file();
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(WeightsFile::parse(std::string_view(good).substr(0, length), "cut")) << length;
  }
  EXPECT_FALSE(WeightsFile::parse(good + '\0', "longer"));
}

TEST(WeightsFile, ChangedBytesUnderARightChecksumNeverCrash) {
  core::Rng rng(8);
  const std::string good = small_file();
  for (int trial = 0; trial < 4000; ++trial) {
    std::string bad = good;
    for (int changes = rng.integer(1, 4); changes > 0; --changes) {
      bad[std::size_t(rng.integer(16, int(bad.size()) - 1))] = static_cast<char>(rng.next());
    }
    write_little(bad, kChecksumAt, crc32(std::string_view(bad).substr(kFileBytesAt)));
    Expected<WeightsFile> file = WeightsFile::parse(bad, "bad");
    if (!file) continue;
    for (const TensorPlace& place : file->tensors()) {
      const auto values = file->tensor(place.name, place.shape);
      ASSERT_TRUE(values);
      for (const float value : *values) ASSERT_TRUE(std::isfinite(value));
    }
  }
}

TEST(WeightsFile, NonsenseHeadersAreNamed) {
  const auto tensor = [](const std::string& fields) {
    return file_with(header_with("[{" + fields + "}]"), 64);
  };
  EXPECT_NE(message_of(file_with("[]", 0)).find("no JSON object"), std::string::npos);
  EXPECT_NE(message_of(file_with("{}", 0)).find("'name'"), std::string::npos);
  EXPECT_NE(message_of(file_with(header_with("7"), 0)).find("'tensors'"), std::string::npos);
  EXPECT_NE(message_of(file_with(header_with("[1]"), 0)).find("'tensors'"), std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[],"type":"f32","offset":0)")).find("shape"),
            std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[-1],"type":"f32","offset":0)")).find("shape"),
            std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[1073741824,1073741824,1073741824],)"
                              R"("type":"f32","offset":0)"))
                .find("larger than any"),
            std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[1],"type":"f64","offset":0)")).find("f64"),
            std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[1],"type":"f32","offset":4)")).find("of 64"),
            std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[17],"type":"f32","offset":0)")).find("after"),
            std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[1],"type":"f32",)"
                              R"("offset":18446744073709551552)"))
                .find("offset in bytes"),
            std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[1],"type":"f32","offset":9007199254740928)"))
                .find("after"),
            std::string::npos);
  EXPECT_NE(message_of(tensor(R"("name":"a","shape":[1],"type":"f32","offset":0.5)")).find("bytes"),
            std::string::npos);
  EXPECT_EQ(message_of(tensor(R"("name":"a","shape":[16],"type":"f32","offset":0)")), "accepted");
}

TEST(WeightsFile, OverlapsDoublesAndNotANumberAreRefused) {
  const std::string a = R"({"name":"a","shape":[17],"type":"f32","offset":0})";
  const std::string b = R"({"name":"b","shape":[1],"type":"f32","offset":64})";
  EXPECT_NE(message_of(file_with(header_with("[" + b + "," + a + "]"), 128)).find("overlaps"),
            std::string::npos);
  EXPECT_NE(message_of(file_with(header_with("[" + b + "," + b + "]"), 128)).find("twice"),
            std::string::npos);
  EXPECT_NE(message_of(file_with(header_with("[" + b + "]"), 128, '\xFF')).find("not a finite"),
            std::string::npos);
}

TEST(WeightsFile, DeeplyNestedJsonIsRefused) {
  EXPECT_NE(message_of(file_with(std::string(200000, '['), 0)), "accepted");
  const std::string nested = std::string(100000, '[') + std::string(100000, ']');
  EXPECT_NE(message_of(file_with(header_with(nested), 0)), "accepted");
}

TEST(WeightsFile, ALaterVersionIsUnsupportedNotCorrupt) {
  std::string bytes = small_file();
  write_little(bytes, kVersionAt, kWeightsVersion + 1);
  const Expected<WeightsFile> file = WeightsFile::parse(bytes, "new.dvw");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::unsupported);
  EXPECT_EQ(file.error().message,
            "new.dvw: weights format version 2, this program reads version 1");
}

TEST(WeightsFile, WhatCannotBeReadBackIsNotWritten) {
  const float infinite = std::numeric_limits<float>::infinity(), large = 70000.0f;
  const auto refused = [](std::vector<TensorToWrite> tensors) {
    const Expected<std::string> bytes = encode_weights({}, tensors);
    return !bytes && bytes.error().code == ErrorCode::invalid_argument;
  };
  EXPECT_TRUE(refused({{"a", {1}, {&infinite, 1}, WeightType::f32}}));
  EXPECT_TRUE(refused({{"a", {1}, {&large, 1}, WeightType::f16}}));
  EXPECT_FALSE(refused({{"a", {1}, {&large, 1}, WeightType::f32}}));
  EXPECT_TRUE(refused({{"a", {2}, {&large, 1}, WeightType::f32}}));
  EXPECT_TRUE(refused({{"a", {}, {&large, 1}, WeightType::f32}}));
  EXPECT_TRUE(refused({{"a", {-1, -1}, {&large, 1}, WeightType::f32}}));
  EXPECT_TRUE(refused(
      {{"a", {1}, {&large, 1}, WeightType::f32}, {"a", {1}, {&large, 1}, WeightType::f32}}));
}

TEST(WeightsFile, FilesAreWrittenAndRead) {
  const auto path = std::filesystem::path(testing::TempDir()) / "weights_file_test.dvw";
  ASSERT_TRUE(write_weights_file(path, small_info(), small_tensors()));
  const Expected<WeightsFile> file = WeightsFile::read(path);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->tensors().size(), 2u);
  std::filesystem::remove(path);
  const Expected<WeightsFile> gone = WeightsFile::read(path);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::not_found);
}

TEST(Crc32, KnownValues) {
  EXPECT_EQ(crc32(""), 0u);
  EXPECT_EQ(crc32("123456789"), 0xCBF43926u);
}

}  // namespace
}  // namespace divisi::nn
