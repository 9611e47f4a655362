/// Figures as JSON.
#pragma once

#include <map>
#include <string>

namespace divisi::eval {

/// The shortest text that reads back as the same number.
std::string exact(double value);

/// An object, one member for each figure.
std::string figures_json(const std::map<std::string, double>& figures);

}  // namespace divisi::eval
