// SQLite (public domain).
#include <sqlite3.h>

#include "core/json.h"
#include "server/json_text.h"
#include "server/project_index.h"

namespace divisi::server {
namespace {

constexpr const char* kSchema =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS projects (id TEXT PRIMARY KEY, name TEXT, created TEXT, state TEXT,"
    " error TEXT, duration_s REAL, sample_rate_hz INTEGER, channels INTEGER, parts INTEGER,"
    " revision INTEGER, edited INTEGER, stems TEXT, stems_revision INTEGER, audio TEXT,"
    " attempts INTEGER, warnings TEXT);"
    "PRAGMA user_version=1;"
    "COMMIT;";
constexpr const char* kColumns =
    "id, name, created, state, error, duration_s, sample_rate_hz, channels, parts, revision,"
    " edited, stems, stems_revision, audio, attempts, warnings";

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct FinishStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

void bind(sqlite3_stmt* statement, int place, std::string_view text) {
  sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

std::string text_at(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text == nullptr ? "" : text;
}

std::vector<std::string> parse_texts(const std::string& json) {
  std::vector<std::string> texts;
  if (const auto array = core::parse_json(json, "warnings")) {
    for (const core::JsonValue& item : array->items) texts.push_back(item.text);
  }
  return texts;
}

Project project_at(sqlite3_stmt* row) {
  Project project;
  project.id = text_at(row, 0);
  project.name = text_at(row, 1);
  project.created = text_at(row, 2);
  project.state = parse_project_state(text_at(row, 3));
  project.error = text_at(row, 4);
  project.duration_s = sqlite3_column_double(row, 5);
  project.sample_rate_hz = sqlite3_column_int(row, 6);
  project.channel_count = sqlite3_column_int(row, 7);
  project.parts = sqlite3_column_int(row, 8);
  project.revision = sqlite3_column_int(row, 9);
  project.is_edited = sqlite3_column_int(row, 10) != 0;
  project.stems = parse_work_state(text_at(row, 11));
  project.stems_revision = sqlite3_column_int(row, 12);
  project.audio = parse_work_state(text_at(row, 13));
  project.attempts = sqlite3_column_int(row, 14);
  project.warnings = parse_texts(text_at(row, 15));
  return project;
}

void bind_project(sqlite3_stmt* statement, const Project& project) {
  bind(statement, 1, project.id);
  bind(statement, 2, project.name);
  bind(statement, 3, project.created);
  bind(statement, 4, name_of(project.state));
  bind(statement, 5, project.error);
  sqlite3_bind_double(statement, 6, project.duration_s);
  sqlite3_bind_int(statement, 7, project.sample_rate_hz);
  sqlite3_bind_int(statement, 8, project.channel_count);
  sqlite3_bind_int(statement, 9, project.parts);
  sqlite3_bind_int(statement, 10, project.revision);
  sqlite3_bind_int(statement, 11, project.is_edited ? 1 : 0);
  bind(statement, 12, name_of(project.stems));
  sqlite3_bind_int(statement, 13, project.stems_revision);
  bind(statement, 14, name_of(project.audio));
  sqlite3_bind_int(statement, 15, project.attempts);
  bind(statement, 16, json_texts(project.warnings));
}

class SqliteIndex final : public ProjectIndex {
 public:
  SqliteIndex(Database database, std::filesystem::path path)
      : database_(std::move(database)), path_(std::move(path)) {}

  Expected<void> make_tables() {
    if (sqlite3_exec(database_.get(), kSchema, nullptr, nullptr, nullptr) != SQLITE_OK) {
      return problem();
    }
    return {};
  }

  Expected<std::vector<Project>> read_all() override {
    const std::string query = std::string("SELECT ") + kColumns + " FROM projects ORDER BY created";
    const Expected<Statement> statement = prepare(query);
    if (!statement) return statement.error();
    std::vector<Project> projects;
    int result = SQLITE_ROW;
    while ((result = sqlite3_step(statement->get())) == SQLITE_ROW) {
      projects.push_back(project_at(statement->get()));
    }
    if (result != SQLITE_DONE) return problem();
    return projects;
  }

  Expected<void> write(const Project& project) override {
    const Expected<Statement> statement =
        prepare(std::string("INSERT OR REPLACE INTO projects (") + kColumns +
                ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!statement) return statement.error();
    bind_project(statement->get(), project);
    return run(statement->get());
  }

  Expected<void> erase(const std::string& id) override {
    const Expected<Statement> statement = prepare("DELETE FROM projects WHERE id = ?");
    if (!statement) return statement.error();
    bind(statement->get(), 1, id);
    return run(statement->get());
  }

 private:
  Expected<Statement> prepare(const std::string& query) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), query.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      return problem();
    }
    return Statement(statement);
  }

  Expected<void> run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) return problem();
    return {};
  }

  Error problem() const {
    const int code = sqlite3_errcode(database_.get());
    const std::string name = path_.string();
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
      return {ErrorCode::io, name + ": another divisi serve is using this folder", name};
    }
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT || code == SQLITE_ERROR) {
      return {ErrorCode::corrupt,
              name + ": is no index of projects (" + sqlite3_errmsg(database_.get()) +
                  "); move it away and it is made anew from the project folders",
              name};
    }
    return {ErrorCode::io, name + ": " + sqlite3_errmsg(database_.get()), name};
  }

  Database database_;
  std::filesystem::path path_;
};

}  // namespace

Expected<std::unique_ptr<ProjectIndex>> ProjectIndex::open(const std::filesystem::path& path) {
  sqlite3* raw = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &raw,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  Database database(raw);
  if (result != SQLITE_OK) {
    const char* reason = raw == nullptr ? "out of memory" : sqlite3_errmsg(raw);
    return Error{ErrorCode::io, path.string() + ": " + reason, path.string()};
  }
  auto index = std::make_unique<SqliteIndex>(std::move(database), path);
  if (Expected<void> good = index->make_tables(); !good) return good.error();
  return std::unique_ptr<ProjectIndex>(std::move(index));
}

}  // namespace divisi::server
