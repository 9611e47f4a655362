// Documents against the MusicXML schema, which is not ours to hand out: the test wants its path.
//   DIVISI_MUSICXML_XSD=folder/musicxml.xsd test_score_unit --gtest_filter='MusicXmlSchema.*'
// with xlink.xsd and xml.xsd beside it, and xmllint (libxml2-utils). Schemas from 3.0 on will do.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/rng.h"
#include "score/musicxml_writer.h"

namespace divisi::score {
namespace {

namespace fs = std::filesystem;

/// Runs xmllint with a schema whose imports are found in its own folder.
class Validator {
 public:
  explicit Validator(const fs::path& schema) : schema_(fs::absolute(schema)) {
    std::string name = (fs::temp_directory_path() / "divisi_xsd_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    const std::string prefix = "\"file://" + schema_.parent_path().string() + "/\"/>";
    const std::string site = "=\"http://www.musicxml.org/xsd/\" rewritePrefix=";
    std::ofstream(folder_ / "catalog.xml")
        << "<catalog xmlns=\"urn:oasis:names:tc:entity:xmlns:xml:catalog\">"
        << "<rewriteSystem systemIdStartString" << site << prefix << "<rewriteURI uriStartString"
        << site << prefix << "</catalog>";
  }
  ~Validator() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;

  bool accepts(const std::string& document) const {
    std::ofstream(folder_ / "x.musicxml", std::ios::binary) << document;
    const std::string command = "XML_CATALOG_FILES='" + (folder_ / "catalog.xml").string() +
                                "' xmllint --noout --nonet --schema '" + schema_.string() + "' '" +
                                (folder_ / "x.musicxml").string() + "' >&2";
    return std::system(command.c_str()) == 0;
  }

 private:
  fs::path schema_;
  fs::path folder_;
};

Score random_score(std::uint64_t seed) {
  core::Rng rng(seed);
  Score score;
  score.title = "Random <&> \"music\"";
  for (int p = 0; p < 4; ++p) {
    Part part{p == 2 ? "" : "Part & " + std::to_string(p), p * 30, p == 2, {}};
    for (int i = 0; i < 30 * p; ++i) {
      const double onset_s = rng.uniform(0.0, 20.0);
      part.notes.push_back({onset_s, onset_s + rng.uniform(0.01, 2.5),
                            p == 2 ? rng.integer(35, 81) : rng.integer(0, 127), 80, 1.0});
    }
    score.parts.push_back(part);
  }
  return score;
}

TEST(MusicXmlSchema, AcceptsWhatWeWrite) {
  const char* schema = std::getenv("DIVISI_MUSICXML_XSD");
  if (schema == nullptr) GTEST_SKIP() << "DIVISI_MUSICXML_XSD names no schema";
  const Validator validator(schema);
  std::string document = format_musicxml(Score{}, estimate_beats(Score{}));
  EXPECT_TRUE(validator.accepts(document)) << "an empty score";
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const Score score = random_score(seed);
    document = format_musicxml(score, estimate_beats(score));
    EXPECT_TRUE(validator.accepts(document)) << "seed " << seed;
  }
  document.replace(document.find("wise version="), 13, "wise verzion=");
  EXPECT_FALSE(validator.accepts(document)) << "else nothing was checked";
}

}  // namespace
}  // namespace divisi::score
