#include "train/training_log.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "core/atomic_file.h"

namespace divisi::train {
namespace {

constexpr const char* kHeader =
    "step,train_loss,val_loss,val_onset,val_frame,val_offset,val_velocity,val_frame_ap,val_onset_ap,val_frame_f1";

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

TrainingLog::TrainingLog(const std::filesystem::path& run_directory, int resumed_step)
    : directory_(run_directory), step_(resumed_step), begun_s_(now_s()), begun_step_(resumed_step) {
  const Expected<std::string> text = core::read_file(directory_ / "log.csv");
  if (!text) return;
  std::istringstream lines(*text);
  std::string row;
  while (std::getline(lines, row)) {
    const int step = std::atoi(row.c_str());
    if (step > 0 && step <= resumed_step) rows_.push_back(row);
  }
}

void TrainingLog::add_train(int step, double loss) {
  smooth_loss_ = smooth_loss_ == 0.0 ? loss : 0.95 * smooth_loss_ + 0.05 * loss;
  step_ = step;
  if (step % 20 == 0) {
    char row[64];
    std::snprintf(row, sizeof(row), "%d,%.5f", step, smooth_loss_);
    rows_.emplace_back(row);
  }
}

void TrainingLog::add_validation(int step, const ValidationResult& r) {
  last_ = r;
  char row[256];
  std::snprintf(row, sizeof(row), "%d,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f,%.5f", step, smooth_loss_, r.loss,
                r.onset_loss, r.frame_loss, r.offset_loss, r.velocity_loss, r.frame_average_precision,
                r.onset_average_precision, r.frame_best_f1);
  rows_.emplace_back(row);
  std::string text = std::string(kHeader) + "\n";
  for (const std::string& kept : rows_) text += kept + "\n";
  // A log that cannot be written must not end a run of hours: the next one tries again.
  (void)core::write_file_atomically(directory_ / "log.csv", text).has_value();
}

std::string TrainingLog::line() const {
  char text[128];
  const double per_step = (now_s() - begun_s_) / std::max(1, step_ - begun_step_);
  std::snprintf(text, sizeof(text), "step %d  loss %.4f  %.2f s a step", step_, smooth_loss_, per_step);
  return text;
}

std::string TrainingLog::validation_line() const {
  char text[200];
  std::snprintf(text, sizeof(text),
                "  validation after %d: loss %.4f (onset %.3f frame %.3f offset %.3f) frame AP %.4f best F1 %.4f onset AP %.4f",
                step_, last_.loss, last_.onset_loss, last_.frame_loss, last_.offset_loss, last_.frame_average_precision,
                last_.frame_best_f1, last_.onset_average_precision);
  return text;
}

}  // namespace divisi::train
