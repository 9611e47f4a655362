/// Which pieces train, validate and test, as a file.
///
/// Layout    a table with the columns id and split (train, validation or test), comma separated;
///           lines that begin with # are remarks. Or, where its name ends in .json, an object of
///           lists: {"train": [{"filename": "..."}], "val": [...], "test": [...]}, the form in
///           which the MusicNet splits of Weiss and Peeters 2022 are published; the lists may hold
///           plain texts, and "piece_id" or "id" may stand for "filename".
/// Errors    not_found, io; corrupt: another word for a split, a piece that is there twice, nothing
///           at all, each naming file and piece.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "divisi/error.h"

namespace divisi::slots {

/// The split [piece].
using Splits = std::map<std::string, std::string>;

Expected<Splits> read_split_file(const std::filesystem::path& path);

}  // namespace divisi::slots
