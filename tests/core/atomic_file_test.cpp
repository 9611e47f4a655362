#include "core/atomic_file.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

namespace divisi::core {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "divisi_core_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::size_t file_count() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(AtomicFile, ReadsBackWhatItWroteAndLeavesNothingElse) {
  const std::string bytes("a\0b\r\n\xff", 6);
  ASSERT_TRUE(write_file_atomically(folder_ / "x", bytes));
  const auto read = read_file(folder_ / "x");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, bytes);
  EXPECT_EQ(file_count(), 1u);
}

TEST_F(AtomicFile, ReplacesAFileAndTakesEmptyOnes) {
  ASSERT_TRUE(write_file_atomically(folder_ / "x", std::string("old")));
  ASSERT_TRUE(write_file_atomically(folder_ / "x", std::string()));
  const auto read = read_file(folder_ / "x");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, "");
}

TEST_F(AtomicFile, AWriterThatFailsLeavesTheOldFileAndNoTemporaryOne) {
  ASSERT_TRUE(write_file_atomically(folder_ / "x", std::string("old")));
  const auto failed =
      write_file_atomically(folder_ / "x", [](const fs::path& temporary) -> Expected<void> {
        std::ofstream(temporary) << "half of it";
        return Error{ErrorCode::io, "the disk is full", {}};
      });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "the disk is full");
  const auto read = read_file(folder_ / "x");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, "old");
  EXPECT_EQ(file_count(), 1u);
}

TEST_F(AtomicFile, NamesTheFileThatCannotBeWrittenOrRead) {
  const auto written = write_file_atomically(folder_ / "no/such/x", std::string("a"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::io);
  EXPECT_NE(written.error().message.find("no/such/x"), std::string::npos);
  const auto absent = read_file(folder_ / "absent");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::not_found);
  EXPECT_FALSE(read_file(folder_)) << "a folder is no file";
}

TEST_F(AtomicFile, AFullDiskIsNoticed) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this machine";
  const auto written =
      write_file_atomically(folder_ / "x", [](const fs::path& temporary) -> Expected<void> {
        fs::create_symlink("/dev/full", temporary);
        std::ofstream file(temporary);
        file << "a" << std::flush;
        if (!file) return Error{ErrorCode::io, "cannot write", {}};
        return {};
      });
  EXPECT_FALSE(written);
  EXPECT_EQ(file_count(), 0u);
}

}  // namespace
}  // namespace divisi::core
