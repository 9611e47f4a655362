#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "core/atomic_file.h"
#include "embedded/this_test.h"

namespace divisi {
namespace {

TEST(Embed, TheBytesAreThoseOfTheFile) {
  const Expected<std::string> file =
      core::read_file(std::string(DIVISI_SOURCE_DIR) + "/tests/nn/embed_test.cpp");
  ASSERT_TRUE(file);
  EXPECT_EQ(embedded::this_test(), *file);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(embedded::this_test().data()) % 64, 0u);
}

}  // namespace
}  // namespace divisi
