/// A Score as a Standard MIDI File.
///
/// Type 1. Track 0 holds title, tempo map and time signature; each part is a track of its own with
/// name, program and channel (percussion on channel 10). Where the channels of one port do not
/// suffice, further parts say that they belong to a second port.
///
/// Bends are turns of the pitch wheel, as far as two semitones either way (RPN 0 says so); a part
/// that has none has no wheel. On one channel only notes that sound alone bend (score/bends.h).
/// With MidiBends::mpe every note does: such a part has a lower zone of 15 channels, and a port, of
/// its own.
///
/// Source    Standard MIDI Files 1.0 (RP-001); the port meta event FF 21 as sequencers use it; MIDI
///           Polyphonic Expression 1.0 (M1-100-UM).
/// Units     960 ticks for a quarter note (15360 where a tempo is below 40 bpm), so that no time is
///           off by more than 0.8 ms. Ticks follow the tempo as written in whole microseconds:
///           rounding does not add up over hours.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "divisi/options.h"
#include "divisi/score.h"

namespace divisi::score {

/// The bytes of the file. Since a MIDI channel holds each pitch once, a note ends where the next of
/// its pitch in the same part begins, and of two that begin together the longer stays. Notes with
/// times or pitches that are none are left out; velocities are brought into 1 to 127.
std::string format_midi(const Score& score, MidiBends style = MidiBends::channel);

/// Errors    io.
Expected<void> write_midi(const Score& score, const std::filesystem::path& path,
                          MidiBends style = MidiBends::channel);

}  // namespace divisi::score
