/// Slakh2100 (redux): scores of the Lakh collection, rendered by sampled instruments.
///
/// Layout    {train,validation,test}/Track00001/ with mix.flac, metadata.yaml, and for each stem
///           stems/S00.flac and MIDI/S00.mid. Stems that metadata.yaml names but that were never
///           rendered have no audio and are left out. The redux's "omitted" folder holds duplicates
///           and is left out.
/// Notes     from each stem's own MIDI, since all_src.mid differs from what was rendered; held on
/// by
///           the sustain pedal, as they were rendered.
/// Licence   CC BY 4.0.
/// Splits    train, validation and test as in the redux version, without pieces in two of them.
/// Citation  E. Manilow, G. Wichern, P. Seetharaman, J. Le Roux: Cutting music source separation
///           some Slakh. WASPAA 2019.
#pragma once

#include <filesystem>
#include <string_view>

#include "data/dataset.h"

namespace divisi::data {

/// A source is "<stem> <class>", for example "S00 Guitar", and "drums:S03" for drums.
/// Errors    not_found: no such folder, no track in it, or a track without one of its files;
///           corrupt: metadata.yaml without stems.
Expected<Dataset> load_slakh(const std::filesystem::path& folder);

/// One entry of `stems:` in metadata.yaml.
struct SlakhStem {
  std::string id;
  std::string instrument_class;
  bool is_drum = false;
  int program = -1;  ///< General MIDI, from 0; -1: not given
};

/// The class of data/band_pieces.h: by program, otherwise by the name of its class (the second
/// half of the strings are "Strings (continued)"); empty for other instruments.
std::string band_class_of(const SlakhStem& stem);

/// The part of YAML that those files use: two levels of `key: value` under `stems:`.
Expected<std::vector<SlakhStem>> parse_slakh_metadata(std::string_view text,
                                                      const std::string& name);

}  // namespace divisi::data
