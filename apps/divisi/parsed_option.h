/// Options whose text has a parser of its own.
#pragma once

#include <functional>
#include <string>

#include "divisi/error.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace divisi::cli {

using TakeText = std::function<Expected<void>(const std::string&)>;

/// What `take` finds wrong is the option's error.
CLI::Option* add_text_option(CLI::App& command, const std::string& name, const TakeText& take,
                             const std::string& help);

/// `parse(text)` gives an Expected of what `target` takes. `target` must live as long as the
/// command.
template <class Parse, class Target>
CLI::Option* add_parsed_option(CLI::App& command, const std::string& name, Parse parse,
                               Target& target, const std::string& help) {
  const auto take = [parse, &target](const std::string& text) -> Expected<void> {
    auto parsed = parse(text);
    if (!parsed) return parsed.error();
    target = *parsed;
    return {};
  };
  return add_text_option(command, name, take, help);
}

}  // namespace divisi::cli
