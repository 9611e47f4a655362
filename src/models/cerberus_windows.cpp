#include "models/cerberus_windows.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace divisi::models {
namespace {

/// Windows that run side by side: the recurrent weights are read once for all of them.
constexpr std::size_t kWindowsAtOnce = 6;

std::int64_t frames_in(const std::vector<float>& levels) {
  return static_cast<std::int64_t>(levels.size()) / kCerberusBins;
}

/// Rows `first` + t of window `number`, t in [0, count), as they lie side by side.
void copy_rows(const nn::Map& all, int number, int windows, std::int64_t first, std::int64_t count,
               nn::Map& out) {
  out.resize(static_cast<int>(count), all.positions(), all.channels());
  const std::size_t row = out.size() / static_cast<std::size_t>(std::max<std::int64_t>(1, count));
  for (int t = 0; t < out.frames(); ++t)
    std::copy_n(all.frame((static_cast<int>(first) + t) * windows + number), row, out.frame(t));
}

}  // namespace

CerberusWindow cerberus_window(std::int64_t index, std::int64_t frame_count) {
  const std::int64_t margin = (kCerberusWindowFrames - kCerberusKeptFrames) / 2;
  CerberusWindow window;
  window.kept_first = index * kCerberusKeptFrames;
  window.kept_count =
      std::clamp<std::int64_t>(frame_count - window.kept_first, 0, kCerberusKeptFrames);
  const std::int64_t begin = window.kept_first - margin;
  window.first = std::max<std::int64_t>(0, begin);
  window.count = std::max<std::int64_t>(
      0, std::min(frame_count, begin + kCerberusWindowFrames) - window.first);
  return window;
}

CerberusStream::CerberusStream(const CerberusModel& model, Sink sink)
    : model_(model), sink_(std::move(sink)) {}

void CerberusStream::push(const float* level_db, std::int64_t frames) {
  levels_.insert(levels_.end(), level_db, level_db + frames * kCerberusBins);
  run_until(first_ + frames_in(levels_), false);
}

void CerberusStream::finish() { run_until(first_ + frames_in(levels_), true); }

/// All windows that are complete; with `is_whole`, those that end early, too.
void CerberusStream::run_until(std::int64_t frame_count, bool is_whole) {
  for (;;) {
    std::vector<CerberusWindow> windows;
    while (windows.size() < kWindowsAtOnce) {
      const std::int64_t index = next_window_ + static_cast<std::int64_t>(windows.size());
      // As if the recording went on: its end is known only when all of it is here.
      const CerberusWindow window =
          cerberus_window(index, is_whole ? frame_count : std::numeric_limits<int>::max());
      if (window.kept_count == 0 || window.first + window.count > frame_count) break;
      if (!windows.empty() && window.count != windows.front().count) break;
      windows.push_back(window);
    }
    if (windows.empty() || (!is_whole && windows.size() < kWindowsAtOnce && next_window_ > 0))
      return;
    run_windows(windows);
    next_window_ += static_cast<std::int64_t>(windows.size());
    forget_before(cerberus_window(next_window_, std::numeric_limits<int>::max()).first);
  }
}

void CerberusStream::run_windows(const std::vector<CerberusWindow>& windows) {
  const auto side_by_side = static_cast<int>(windows.size());
  const auto frames = static_cast<int>(windows.front().count);
  input_.resize(frames * side_by_side, 1, kCerberusBins);
  for (int b = 0; b < side_by_side; ++b) {
    const std::int64_t begin = windows[static_cast<std::size_t>(b)].first - first_;
    for (int t = 0; t < frames; ++t)
      std::copy_n(levels_.begin() + (begin + t) * kCerberusBins, kCerberusBins,
                  input_.frame(t * side_by_side + b));
  }
  const auto said = model_.run(input_, side_by_side, workspace_);
  for (int b = 0; b < side_by_side; ++b)
    keep(windows[static_cast<std::size_t>(b)], b, side_by_side, said);
}

void CerberusStream::keep(const CerberusWindow& window, int number, int windows,
                          const CerberusOutputs<InferenceOps::Tensor>& said) {
  const std::int64_t skipped = window.kept_first - window.first;
  CerberusStretch stretch;
  stretch.first_frame = window.kept_first;
  if (said.masks)
    copy_rows(*said.masks, number, windows, skipped, window.kept_count, stretch.masks);
  if (said.rolls)
    copy_rows(*said.rolls, number, windows, skipped, window.kept_count, stretch.rolls);
  sink_(stretch);
}

void CerberusStream::forget_before(std::int64_t frame) {
  const std::int64_t gone = std::clamp<std::int64_t>(frame - first_, 0, frames_in(levels_));
  levels_.erase(levels_.begin(), levels_.begin() + gone * kCerberusBins);
  first_ += gone;
}

}  // namespace divisi::models
