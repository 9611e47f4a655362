/// A collection's miniature, read by its loader.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/datasets.h"
#include "miniature_tree.h"

namespace divisi::data {

inline Dataset load(const std::string& name, const MiniatureTree& tree) {
  Expected<Dataset> dataset = load_dataset(name, tree.root());
  EXPECT_TRUE(dataset) << dataset.error().message;
  return dataset ? *dataset : Dataset{};
}

inline core::Annotation annotation_of(const Clip& clip) {
  Expected<core::Annotation> annotation = clip.read_annotation();
  EXPECT_TRUE(annotation) << annotation.error().message;
  return annotation ? *annotation : core::Annotation{};
}

/// Loading, or else reading the first clip's truth, must fail with all of `words` in the message.
inline void expect_error(const std::string& name, const MiniatureTree& tree,
                         const std::vector<std::string>& words) {
  const Expected<Dataset> dataset = load_dataset(name, tree.root());
  std::string message;
  if (!dataset) {
    message = dataset.error().message;
  } else if (const auto annotation = dataset->clips.front().read_annotation(); !annotation) {
    message = annotation.error().message;
  }
  ASSERT_FALSE(message.empty()) << "nothing was found to be wrong";
  EXPECT_EQ(message.find('\n'), std::string::npos);
  for (const std::string& word : words) {
    EXPECT_NE(message.find(word), std::string::npos) << "'" << word << "' in: " << message;
  }
}

}  // namespace divisi::data
