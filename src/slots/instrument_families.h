/// Which of the paper's four families an instrument is of.
///
/// Source    Taenzer 2026, Table II, for URMP's codes; General MIDI 1 for programs. Piano, organ
/// and
///           their kin are keyboards, the family that Table II has no instrument of.
/// Thread    safe.
#pragma once

#include <string>

namespace divisi::slots {

/// brass, keyboards, strings or woodwinds; empty for all others. Understands URMP's sources
/// ("1 vn"), names with a number ("violin 2", "strings1") and MusicNet's programs ("program 9",
/// counted from 1). A "bass" is none of them: in electronic music it is no double bass.
std::string family_of_instrument(const std::string& source);

/// The family of a General MIDI program, counted from 0.
std::string family_of_program(int program);

}  // namespace divisi::slots
