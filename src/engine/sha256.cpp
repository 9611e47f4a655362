#include "engine/sha256.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace divisi::engine {
namespace {

// FIPS 180-4, section 4.2.2: the first 32 bits of the cube roots' fractions of the first 64 primes.
constexpr std::array<std::uint32_t, 64> kRoundConstants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

using State = std::array<std::uint32_t, 8>;
constexpr std::size_t kBlockBytes = 64;

/// Words are big-endian whatever the machine; compilers make one instruction of this.
std::uint32_t word_at(const unsigned char* bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
         (std::uint32_t{bytes[2]} << 8U) | std::uint32_t{bytes[3]};
}

/// What each round adds: the words of the block, spread over all rounds, and the constants.
std::array<std::uint32_t, 64> schedule_of(const unsigned char* block) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t t = 0; t < 16; ++t) w[t] = word_at(block + 4 * t);
  for (std::size_t t = 16; t < 64; ++t) {
    const std::uint32_t s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ (w[t - 15] >> 3U);
    const std::uint32_t s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ (w[t - 2] >> 10U);
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  for (std::size_t t = 0; t < 64; ++t) w[t] += kRoundConstants[t];
  return w;
}

/// One round. Calling it with the eight words turned by one place takes the place of moving them.
inline void take_round(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t& d,
                       std::uint32_t e, std::uint32_t f, std::uint32_t g, std::uint32_t& h,
                       std::uint32_t addend) {
  const std::uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
  const std::uint32_t t1 = h + sum1 + (g ^ (e & (f ^ g))) + addend;
  const std::uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
  d += t1;
  h = t1 + sum0 + ((a & b) | (c & (a | b)));
}

void take_block(const unsigned char* block, State& hash) {
  const std::array<std::uint32_t, 64> w = schedule_of(block);
  auto [a, b, c, d, e, f, g, h] = hash;
  for (std::size_t t = 0; t < 64; t += 8) {
    take_round(a, b, c, d, e, f, g, h, w[t]);
    take_round(h, a, b, c, d, e, f, g, w[t + 1]);
    take_round(g, h, a, b, c, d, e, f, w[t + 2]);
    take_round(f, g, h, a, b, c, d, e, w[t + 3]);
    take_round(e, f, g, h, a, b, c, d, w[t + 4]);
    take_round(d, e, f, g, h, a, b, c, w[t + 5]);
    take_round(c, d, e, f, g, h, a, b, w[t + 6]);
    take_round(b, c, d, e, f, g, h, a, w[t + 7]);
  }
  const State change = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < hash.size(); ++i) hash[i] += change[i];
}

/// Takes all whole blocks and gives back what is left.
std::string_view take_blocks(std::string_view bytes, State& hash) {
  const auto* block = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::size_t whole = bytes.size() / kBlockBytes * kBlockBytes;
  for (std::size_t offset = 0; offset < whole; offset += kBlockBytes) {
    take_block(block + offset, hash);
  }
  return bytes.substr(whole);
}

/// The end of a message: its last bytes, a one, zeros and its length in bits.
std::string padded_tail(std::string_view rest, std::uint64_t message_bytes) {
  std::string tail(rest);
  tail += static_cast<char>(0x80);
  while (tail.size() % kBlockBytes != 56) tail += '\0';
  const std::uint64_t bits = message_bytes * 8;
  for (int shift = 56; shift >= 0; shift -= 8) {
    tail += static_cast<char>((bits >> static_cast<unsigned>(shift)) & 0xffU);
  }
  return tail;
}

}  // namespace

void Sha256::add(std::string_view bytes) {
  byte_count_ += bytes.size();
  if (!rest_.empty()) {
    const std::size_t missing = std::min(kBlockBytes - rest_.size(), bytes.size());
    rest_ += bytes.substr(0, missing);
    bytes.remove_prefix(missing);
    if (rest_.size() < kBlockBytes) return;
    take_blocks(rest_, hash_);
  }
  rest_ = take_blocks(bytes, hash_);
}

std::string Sha256::finish() {
  take_blocks(padded_tail(rest_, byte_count_), hash_);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const std::uint32_t word : hash_) {
    for (int shift = 28; shift >= 0; shift -= 4) {
      hex += kDigits[(word >> static_cast<unsigned>(shift)) & 0xfU];
    }
  }
  return hex;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 message;
  message.add(bytes);
  return message.finish();
}

}  // namespace divisi::engine
