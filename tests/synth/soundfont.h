/// Where the tests look for a soundfont. They skip, visibly, where there is none.
#pragma once

#include <filesystem>
#include <string>

namespace divisi::synth {

/// Empty when none of Debian's is installed.
inline std::string any_soundfont() {
  for (const char* path :
       {"/usr/share/sounds/sf2/TimGM6mb.sf2", "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3",
        "/usr/share/sounds/sf2/FluidR3_GM.sf2"}) {
    if (std::filesystem::exists(path)) return path;
  }
  return "";
}

}  // namespace divisi::synth
