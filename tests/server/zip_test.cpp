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

TEST(Zip, RefusesANameThatNoArchiveHolds) {
  const auto pieces = zip_of({{std::string(65536, 'n'), text_piece("")}});
  ASSERT_FALSE(pieces);
  EXPECT_EQ(pieces.error().code, ErrorCode::out_of_range);
}

/// Length and offset of the archive's parts, and the bytes of those that are not `huge`.
std::string without(const std::vector<HttpPiece>& pieces, std::uint64_t huge,
                    std::uint64_t& length) {
  std::string bytes;
  for (const HttpPiece& piece : pieces) {
    length += piece.length;
    if (piece.length != huge) bytes += piece.text;
  }
  return bytes;
}

/// 5 GiB that are never there: sizes and places are read back from the headers, field by field.
TEST(Zip, SaysInWideFieldsWhatNarrowOnesCannotHold) {
  using testing::little;
  HttpPiece huge;
  huge.length = std::uint64_t{5} << 30;
  const auto pieces = zip_with({{"huge", huge}, {"small", text_piece("hello")}}, {1, 2});
  std::uint64_t length = 0;
  const std::string bytes = without(pieces, huge.length, length);
  const std::size_t local = 30 + 4 + 20;  // of the huge one
  EXPECT_EQ(little(bytes, 4, 2), 45u);
  EXPECT_EQ(little(bytes, 18, 4), 0xFFFFFFFFu);
  EXPECT_EQ(little(bytes, 22, 4), 0xFFFFFFFFu);
  EXPECT_EQ(little(bytes, 28, 2), 20u);
  EXPECT_EQ(little(bytes, 34, 2), 1u);
  EXPECT_EQ(little(bytes, 36, 2), 16u);
  EXPECT_EQ(little(bytes, 38, 8), huge.length);
  EXPECT_EQ(little(bytes, 46, 8), huge.length);
  EXPECT_EQ(little(bytes, local, 4), 0x04034b50u);
  EXPECT_EQ(little(bytes, local + 4, 2), 20u) << "a small file is as it always was";
  EXPECT_EQ(little(bytes, local + 18, 4), 5u);

  const std::size_t central = local + 30 + 5 + 5;
  const std::size_t second = central + 46 + 4 + 28;
  EXPECT_EQ(little(bytes, central + 42, 4), 0xFFFFFFFFu);
  EXPECT_EQ(little(bytes, central + 50, 2), 1u);
  EXPECT_EQ(little(bytes, central + 54, 8), huge.length);
  EXPECT_EQ(little(bytes, central + 70, 8), 0u) << "where it begins";
  EXPECT_EQ(little(bytes, second, 4), 0x02014b50u);
  EXPECT_EQ(little(bytes, second + 20, 4), 0xFFFFFFFFu);
  EXPECT_EQ(little(bytes, second + 46 + 5 + 4, 8), 5u);
  EXPECT_EQ(little(bytes, second + 46 + 5 + 20, 8), huge.length + local);

  const std::size_t wide_end = second + 46 + 5 + 28;
  const std::uint64_t central_begin = huge.length + central;
  EXPECT_EQ(little(bytes, wide_end, 4), 0x06064b50u);
  EXPECT_EQ(little(bytes, wide_end + 32, 8), 2u);
  EXPECT_EQ(little(bytes, wide_end + 40, 8), wide_end - central);
  EXPECT_EQ(little(bytes, wide_end + 48, 8), central_begin);
  EXPECT_EQ(little(bytes, wide_end + 56, 4), 0x07064b50u);
  EXPECT_EQ(little(bytes, wide_end + 64, 8), huge.length + wide_end);
  EXPECT_EQ(little(bytes, wide_end + 76, 4), 0x06054b50u);
  EXPECT_EQ(little(bytes, wide_end + 76 + 16, 4), 0xFFFFFFFFu);
  EXPECT_EQ(length, huge.length + wide_end + 76 + 22);
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
