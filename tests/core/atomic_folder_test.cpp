#include "core/atomic_folder.h"

#include <unistd.h>

#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "core/atomic_file.h"

namespace divisi::core {
namespace {

namespace fs = std::filesystem;

class AtomicFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "divisi_core_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      names.insert(entry.path().filename().string());
    return names;
  }

  static void write(const fs::path& path, const std::string& bytes) {
    ASSERT_TRUE(write_file_atomically(path, bytes));
  }

  static bool is_stem(const std::string& name) { return name.ends_with(".flac"); }

  fs::path folder_;
};

using Names = std::set<std::string>;

TEST_F(AtomicFolderTest, AppearsWhollyWhenCommitted) {
  auto made = AtomicFolder::create(folder_ / "stems");
  ASSERT_TRUE(made);
  write(made->temporary() / "a.flac", "1");
  EXPECT_FALSE(fs::exists(folder_ / "stems"));
  ASSERT_TRUE(made->commit(is_stem));
  EXPECT_EQ(names_in(folder_), Names{"stems"});
  EXPECT_EQ(names_in(folder_ / "stems"), Names{"a.flac"});
}

TEST_F(AtomicFolderTest, LeavesNothingBehindUnlessCommitted) {
  {
    auto made = AtomicFolder::create(folder_ / "stems");
    ASSERT_TRUE(made);
    write(made->temporary() / "a.flac", "1");
    const AtomicFolder moved = std::move(*made);
  }
  EXPECT_TRUE(names_in(folder_).empty());
}

TEST_F(AtomicFolderTest, ReplacesItsOwnAndKeepsWhatIsOthers) {
  fs::create_directory(folder_ / "stems");
  for (const char* name : {"a.flac", "b.flac", "notes.txt"}) write(folder_ / "stems" / name, "old");
  auto made = AtomicFolder::create(folder_ / "stems");
  ASSERT_TRUE(made);
  write(made->temporary() / "a.flac", "new");
  ASSERT_TRUE(made->commit(is_stem));
  EXPECT_EQ(names_in(folder_ / "stems"), (Names{"a.flac", "notes.txt"}));
  EXPECT_EQ(*read_file(folder_ / "stems" / "a.flac"), "new");
}

TEST_F(AtomicFolderTest, SaysWhereItCannotWrite) {
  const auto made = AtomicFolder::create(folder_ / "absent" / "stems");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::io);
  EXPECT_NE(made.error().message.find("absent/stems: cannot write"), std::string::npos);

  write(folder_ / "file", "in the way");
  auto blocked = AtomicFolder::create(folder_ / "file");
  ASSERT_TRUE(blocked);
  write(blocked->temporary() / "a.flac", "1");
  EXPECT_FALSE(blocked->commit(is_stem));
}

}  // namespace
}  // namespace divisi::core
