/// The sizes of a network as named numbers of its weights file, and back.
///
/// Errors    corrupt, naming the number: nothing in a file must make us ask for gigabytes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "divisi/error.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// A visitor of sizes (see models/note_net.h) that writes them down as "network.<name>", or with
/// another prefix.
class SizeWriter {
 public:
  explicit SizeWriter(std::string prefix = "network.") : prefix_(std::move(prefix)) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    std::vector<double>& out = parameters[prefix_ + name];
    if constexpr (std::is_same_v<T, int>) {
      out = {static_cast<double>(value)};
    } else {
      out.assign(value.begin(), value.end());
    }
  }

  std::map<std::string, std::vector<double>> parameters;

 private:
  std::string prefix_;
};

/// A visitor that reads them from a file. The first problem is kept, and the rest left alone.
class SizeReader {
 public:
  explicit SizeReader(const nn::WeightsFile& file, std::string prefix = "network.")
      : file_(file), prefix_(std::move(prefix)) {}

  void operator()(const char* name, int& value);
  void operator()(const char* name, std::vector<int>& list);

  const std::optional<Error>& problem() const { return problem_; }

 private:
  void refuse(const char* name, const char* expected);

  const nn::WeightsFile& file_;
  std::string prefix_;
  std::optional<Error> problem_;
};

}  // namespace divisi::models
