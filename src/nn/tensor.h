/// The one tensor of the inference engine: a map over time and pitch.
///
/// Source    ours. Channels come last because every layer of ours sums over the channels of a few
///           positions at a time: the channels of neighbouring positions are then one stretch.
/// Shapes    [T, P, C]: frames, positions along pitch (or frequency bins), channels; row-major.
/// Thread    as std::vector. Realtime: resize() allocates only when the map outgrows all it was.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace divisi::nn {

/// Gives std::vector storage that begins on a cache line.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}  // NOLINT(google-explicit-constructor)

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T* pointer, std::size_t) { ::operator delete(pointer, kAlignment); }
  bool operator==(const AlignedAllocator&) const { return true; }
};

using AlignedFloats = std::vector<float, AlignedAllocator<float>>;

/// Floats [frames, positions, channels]. Frames may be 0; what is not written is 0.
class Map {
 public:
  Map() = default;
  Map(int frames, int positions, int channels) { resize(frames, positions, channels); }

  /// Takes a new shape, keeping the memory. Contents are unspecified afterwards.
  void resize(int frames, int positions, int channels) {
    frames_ = frames;
    positions_ = positions;
    channels_ = channels;
    cells_.resize(static_cast<std::size_t>(frames) * frame_floats());
  }

  int frames() const { return frames_; }
  int positions() const { return positions_; }
  int channels() const { return channels_; }
  std::size_t size() const { return cells_.size(); }
  bool same_shape(const Map& other) const {
    return frames_ == other.frames_ && positions_ == other.positions_ &&
           channels_ == other.channels_;
  }

  float* data() { return cells_.data(); }
  const float* data() const { return cells_.data(); }

  /// The [positions, channels] of one frame. Requires: 0 <= frame < frames().
  float* frame(int frame) { return cells_.data() + frame_floats() * std::size_t(frame); }
  const float* frame(int frame) const {
    return cells_.data() + frame_floats() * std::size_t(frame);
  }

  /// The channels at one place.
  float* at(int frame, int position) { return this->frame(frame) + channel_offset(position); }
  const float* at(int frame, int position) const {
    return this->frame(frame) + channel_offset(position);
  }
  float& at(int frame, int position, int channel) { return at(frame, position)[channel]; }
  float at(int frame, int position, int channel) const { return at(frame, position)[channel]; }

 private:
  std::size_t frame_floats() const { return std::size_t(positions_) * std::size_t(channels_); }
  std::size_t channel_offset(int position) const {
    return std::size_t(position) * std::size_t(channels_);
  }

  int frames_ = 0;
  int positions_ = 0;
  int channels_ = 0;
  AlignedFloats cells_;
};

}  // namespace divisi::nn
