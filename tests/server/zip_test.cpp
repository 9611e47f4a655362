// Archives, taken apart by the format's own description.
#include <zlib.h>

#include <cstring>

#include <gtest/gtest.h>

#include "../engine/made_recording.h"
#include "core/atomic_file.h"
#include "read_zip.h"
#include "server/answers.h"
#include "server/static_files.h"
#include "server/zip_body.h"

namespace divisi::server {
namespace {

HttpPiece text_piece(const std::string& text) {
  HttpPiece piece;
  piece.text = text;
  piece.length = text.size();
  return piece;
}

std::string joined(const std::vector<HttpPiece>& pieces) {
  std::string bytes;
  for (const HttpPiece& piece : pieces) {
    std::string part = piece.text;
    if (piece.file) {
      part.resize(piece.length);
      EXPECT_EQ(::pread(piece.file->descriptor(), part.data(), part.size(), off_t(piece.offset)),
                ssize_t(part.size()));
    }
    EXPECT_EQ(part.size(), piece.length);
    bytes += part;
  }
  return bytes;
}

TEST(Zip, OfNothingIsAnEmptyArchive) {
  const auto files = testing::read_zip(joined(zip_of({}).value()));
  ASSERT_TRUE(files);
  EXPECT_TRUE(files->empty());
}

TEST(Zip, HoldsTextsAndFilesWithTheirChecksums) {
  const engine::testing::TemporaryFolder folder;
  const std::string big(300000, 'z');
  ASSERT_TRUE(core::write_file_atomically(folder / "f", big));
  const auto pieces = zip_of({{"a/\xC3\xA9.txt", text_piece("hello")},
                              {"empty", text_piece("")},
                              {"big", open_piece(folder / "f").value()}});
  ASSERT_TRUE(pieces);
  const auto files = testing::read_zip(joined(*pieces));
  ASSERT_TRUE(files);
  const std::map<std::string, std::string> expected = {
      {"a/\xC3\xA9.txt", "hello"}, {"empty", ""}, {"big", big}};
  EXPECT_EQ(*files, expected);
}

TEST(Zip, RefusesWhatItsNumbersCannotHold) {
  HttpPiece huge;
  huge.length = std::uint64_t{5} << 30;
  const auto pieces = zip_of({{"huge", huge}});
  ASSERT_FALSE(pieces);
  EXPECT_EQ(pieces.error().code, ErrorCode::out_of_range);
}

HttpResponse page_file(const std::string& path, const HttpHeaders& headers = {}) {
  HttpRequest request;
  request.method = "GET";
  request.path = path;
  request.headers = headers;
  return static_file(request);
}

TEST(StaticFiles, ThePageIsInTheProgram) {
  const HttpResponse page = page_file("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.at(0).second, "text/html; charset=utf-8");
  EXPECT_NE(std::get<std::string_view>(page.body).find("<html"), std::string_view::npos);
  const std::string etag = page.headers.back().second;
  EXPECT_EQ(page_file("/index.html", {{"If-None-Match", etag}}).status, 304);
}

TEST(StaticFiles, NothingElseIsReached) {
  for (const char* path :
       {"/..", "/../index.html", "/./index.html", "//index.html", "/index.html/", "/etc/passwd",
        "/%2e%2e", "/index.html\\", "/assets", "/assets/", "/.git/config"}) {
    EXPECT_EQ(page_file(path).status, 404) << path;
  }
}

TEST(StaticFiles, EveryKindHasItsType) {
  EXPECT_EQ(content_type_of("a/b.js"), "text/javascript; charset=utf-8");
  EXPECT_EQ(content_type_of("x.wasm"), "application/wasm");
  EXPECT_EQ(content_type_of("x.sf3"), "application/octet-stream");
  EXPECT_EQ(content_type_of(""), "application/octet-stream");
}

}  // namespace
}  // namespace divisi::server
