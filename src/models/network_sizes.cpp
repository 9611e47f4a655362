#include "models/network_sizes.h"

#include <cmath>
#include <cstdlib>

namespace divisi::models {
namespace {

constexpr int kLargestSize = 4096;  ///< of anything

}  // namespace

void SizeReader::operator()(const char* name, int& value) {
  std::vector<int> list;
  (*this)(name, list);
  if (problem_) return;
  if (list.size() != 1 || list[0] < 1) {
    refuse(name, "one number of at least 1");
  } else {
    value = list[0];
  }
}

void SizeReader::operator()(const char* name, std::vector<int>& list) {
  if (problem_) return;
  const Expected<std::vector<int>> found = file_.integers(prefix_ + name);
  if (!found) {
    problem_ = found.error();
    return;
  }
  for (const int value : *found) {
    if (std::abs(value) > kLargestSize) refuse(name, "sizes of at most 4096");
  }
  if (found->empty() || found->size() > 64) refuse(name, "1 to 64 numbers");
  list = *found;
}

void SizeReader::refuse(const char* name, const char* expected) {
  problem_ = Error{ErrorCode::corrupt, prefix_ + name + ": expected " + expected, name};
}

}  // namespace divisi::models
