#include "train/training_log.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "core/atomic_file.h"
#include "train/clock.h"
#include "train/training_curves.h"

namespace divisi::train {
namespace {

std::string duration_text(double seconds) {
  char text[32];
  const auto minutes = static_cast<long>(seconds / 60.0);
  if (minutes >= 60) {
    std::snprintf(text, sizeof(text), "%ld h %02ld min", minutes / 60, minutes % 60);
  } else {
    std::snprintf(text, sizeof(text), "%ld min %02d s", minutes, static_cast<int>(seconds) % 60);
  }
  return text;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.5f", value);
  return text;
}

}  // namespace

TrainingLog::TrainingLog(const std::filesystem::path& run_directory,
                         std::vector<std::string> loss_names, int resumed_step, int steps)
    : directory_(run_directory),
      loss_names_(std::move(loss_names)),
      step_(resumed_step),
      steps_(steps),
      begun_s_(now_s()),
      begun_step_(resumed_step) {
  if (resumed_step > 0) read_rows();
}

std::string TrainingLog::header() const {
  std::string text = "step,train_loss,val_loss";
  for (const std::string& name : loss_names_) text += ",val_" + name;
  for (const Figure& figure : last_.figures) text += ",val_" + figure.name;
  return text;
}

void TrainingLog::read_rows() {
  const Expected<std::string> text = core::read_file(directory_ / "log.csv");
  if (!text) return;
  std::istringstream lines(*text);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string field;
    LogRow row;
    if (std::getline(fields, field, ',')) row.step = std::atoi(field.c_str());
    while (std::getline(fields, field, ',')) row.values.push_back(std::atof(field.c_str()));
    if (row.step > 0 && row.step <= step_ && !row.values.empty()) rows_.push_back(std::move(row));
  }
  if (!rows_.empty()) smooth_loss_ = rows_.back().values.front();
}

void TrainingLog::add_train(int step, double loss) {
  smooth_loss_ = smooth_loss_ == 0.0 ? loss : 0.95 * smooth_loss_ + 0.05 * loss;
  step_ = step;
  if (step % 20 == 0) rows_.push_back({step, {smooth_loss_}});
}

void TrainingLog::add_validation(int step, const ValidationResult& result) {
  last_ = result;
  LogRow row{step, {smooth_loss_, result.loss}};
  row.values.insert(row.values.end(), result.loss_parts.begin(), result.loss_parts.end());
  for (const Figure& figure : result.figures) row.values.push_back(figure.value);
  rows_.push_back(std::move(row));
  write_rows();
  (void)draw_curves(rows_, loss_names_.size(), result.figures, directory_ / "curves.png")
      .has_value();
}

void TrainingLog::write_rows() const {
  std::string text = header() + "\n";
  for (const LogRow& row : rows_) {
    text += std::to_string(row.step);
    for (const double value : row.values) text += "," + number(value);
    text += "\n";
  }
  (void)core::write_file_atomically(directory_ / "log.csv", text).has_value();
}

std::string TrainingLog::line() const {
  char text[128];
  const double per_step = (now_s() - begun_s_) / std::max(1, step_ - begun_step_);
  std::snprintf(text, sizeof(text), "step %d of %d  loss %.4f  %.2f s a step  %s left", step_,
                steps_, smooth_loss_, per_step, duration_text(per_step * (steps_ - step_)).c_str());
  return text;
}

std::string TrainingLog::validation_line() const {
  std::string text = "  validation after " + std::to_string(step_) + ": loss " + number(last_.loss);
  for (std::size_t i = 0; i < last_.loss_parts.size(); ++i) {
    text += (i == 0 ? " (" : " ") + loss_names_[i] + " " + number(last_.loss_parts[i]);
  }
  text += ")";
  for (const Figure& figure : last_.figures) text += " " + figure.name + " " + number(figure.value);
  return text;
}

}  // namespace divisi::train
