/// Tells a whole Ogg stream from one that was cut off: Ogg names no length that could be missed.
#pragma once

namespace divisi::audio {

/// Whether the file begins as Ogg and does not end with a whole page that says it is the last. A
/// file of anything else, or one that cannot be read, does not.
///
/// Source    RFC 3533, section 6: byte 5 of a page's header, bit 0x04, marks the last page of a
///           stream.
/// Thread    safe; the descriptor's position stays.
bool is_cut_off_ogg(int descriptor);

}  // namespace divisi::audio
