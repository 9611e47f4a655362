#include "engine/sha256.h"

#include <gtest/gtest.h>

namespace divisi::engine {
namespace {

// The examples of FIPS 180-4 (one block, two blocks, a million letters) and the empty message.
TEST(Sha256, AgreesWithThePublishedExamples) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesAMessageInPiecesOfAnySize) {
  std::string message;
  for (int i = 0; i < 1000; ++i) message += static_cast<char>(i * 7);
  const std::string expected = sha256_hex(message);
  for (const std::size_t piece : {1U, 55U, 63U, 64U, 65U, 129U, 1000U}) {
    Sha256 sum;
    for (std::size_t at = 0; at < message.size(); at += piece) {
      sum.add(std::string_view(message).substr(at, piece));
      sum.add("");
    }
    EXPECT_EQ(sum.finish(), expected) << piece;
  }
}

}  // namespace
}  // namespace divisi::engine
