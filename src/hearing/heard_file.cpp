#include "hearing/heard_file.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "core/atomic_file.h"

namespace divisi::hearing {
namespace {

constexpr std::string_view kMagic = "dvsheard3";
constexpr std::uint32_t kMostTimbreNumbers = 4096;  ///< more is no file of ours

template <class T>
void put(std::string& bytes, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

/// Takes values off the front of bytes; once there are too few, all is zero and ok() false.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  T take() {
    T value{};
    if (sizeof(value) > rest_.size()) {
      ok_ = false;
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof(value));
    rest_.remove_prefix(sizeof(value));
    return value;
  }
  void take_floats(std::size_t count, std::vector<float>& out) {
    out.clear();
    for (std::size_t i = 0; i < count && ok_; ++i) out.push_back(take<float>());
  }
  std::string_view text(std::size_t size) {
    ok_ = ok_ && size <= rest_.size();
    const std::string_view found = rest_.substr(0, ok_ ? size : 0);
    rest_.remove_prefix(found.size());
    return found;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

void put_floats(std::string& bytes, const float* values, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(values), count * sizeof(float));
}

/// Field by field: a file outlives what a Note has besides.
void put_note(std::string& bytes, const Note& note) {
  put(bytes, note.onset_s);
  put(bytes, note.offset_s);
  put(bytes, static_cast<std::int32_t>(note.pitch_midi));
  put(bytes, static_cast<std::int32_t>(note.velocity));
  put(bytes, note.confidence);
  put(bytes, note.part_confidence);
}

Note take_note(Bytes& bytes) {
  Note note;
  note.onset_s = bytes.take<double>();
  note.offset_s = bytes.take<double>();
  note.pitch_midi = bytes.take<std::int32_t>();
  note.velocity = bytes.take<std::int32_t>();
  note.confidence = bytes.take<double>();
  note.part_confidence = bytes.take<double>();
  return note;
}

void put_notes(std::string& bytes, const HeardNotes& heard) {
  const parts::NoteTokens& tokens = heard.tokens;
  put(bytes, static_cast<std::uint32_t>(tokens.count()));
  put(bytes, static_cast<std::uint32_t>(tokens.dimensions));
  put(bytes, static_cast<std::uint8_t>(tokens.beginnings.empty() ? 0 : 1));
  put(bytes, static_cast<std::uint32_t>(tokens.timbre_numbers));
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    put_note(bytes, tokens.notes[n]);
    put(bytes, static_cast<std::int32_t>(heard.sources[n]));
    put_floats(bytes, tokens.vector(n), static_cast<std::size_t>(tokens.dimensions));
    if (!tokens.beginnings.empty())
      put_floats(bytes, tokens.beginning(n), tokens.beginning_numbers());
  }
}

HeardNotes take_notes(Bytes& bytes) {
  HeardNotes heard;
  const auto count = bytes.take<std::uint32_t>();
  heard.tokens.dimensions = static_cast<int>(bytes.take<std::uint32_t>());
  const bool with_beginnings = bytes.take<std::uint8_t>() != 0;
  heard.tokens.timbre_numbers =
      static_cast<int>(std::min(bytes.take<std::uint32_t>(), kMostTimbreNumbers));
  std::vector<float> vector, beginning;
  for (std::uint32_t n = 0; n < count && bytes.ok(); ++n) {
    const Note note = take_note(bytes);
    heard.sources.push_back(bytes.take<std::int32_t>());
    bytes.take_floats(static_cast<std::size_t>(heard.tokens.dimensions), vector);
    bytes.take_floats(with_beginnings ? heard.tokens.beginning_numbers() : 0, beginning);
    if (bytes.ok())
      heard.tokens.add(note, vector.data(), with_beginnings ? beginning.data() : nullptr);
  }
  return heard;
}

}  // namespace

Expected<void> write_heard(const std::filesystem::path& path, const std::string& identity,
                           const std::vector<HeardNotes>& clips) {
  std::string bytes(kMagic);
  put(bytes, static_cast<std::uint32_t>(identity.size()));
  bytes += identity;
  put(bytes, static_cast<std::uint32_t>(clips.size()));
  for (const HeardNotes& clip : clips) put_notes(bytes, clip);
  return core::write_file_atomically(path, bytes);
}

std::optional<std::vector<HeardNotes>> read_heard(const std::filesystem::path& path,
                                                  const std::string& identity) {
  const Expected<std::string> content = core::read_file(path);
  if (!content) return {};
  Bytes bytes(*content);
  if (bytes.text(kMagic.size()) != kMagic) return {};
  if (bytes.text(bytes.take<std::uint32_t>()) != identity) return {};
  const auto count = bytes.take<std::uint32_t>();
  std::vector<HeardNotes> clips;
  for (std::uint32_t c = 0; c < count && bytes.ok(); ++c) clips.push_back(take_notes(bytes));
  if (!bytes.at_end()) return {};
  return clips;
}

}  // namespace divisi::hearing
