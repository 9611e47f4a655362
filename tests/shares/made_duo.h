/// Clips of a bass and a piano, of made-up tones, with stems and notes.
#pragma once

#include <filesystem>

#include "../cerberus/made_band.h"

namespace divisi::shares::testing {

namespace fs = std::filesystem;

inline fs::path fresh_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path folder = fs::path(::testing::TempDir()) / "divisi_shares" /
                          (std::string(test->test_suite_name()) + "." + test->name());
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

/// `count` clips of nine seconds.
inline fs::path write_duos(const fs::path& root, int count) {
  for (int i = 0; i < count; ++i) {
    cerberus::testing::write_piece(root / ("00000" + std::to_string(i)),
                                   {{"bass", 33, 1.0, 0}, {"piano", 64, 12.0, 1}},
                                   static_cast<std::uint64_t>(i), 9.0);
  }
  return root;
}

}  // namespace divisi::shares::testing
