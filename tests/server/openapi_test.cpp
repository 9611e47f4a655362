// docs/openapi.json and the server name the same addresses.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "../engine/made_recording.h"
#include "core/json.h"
#include "server/routes.h"

namespace divisi::server {
namespace {

using core::JsonValue;

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return text;
}

JsonValue document() {
  return core::read_json(std::string(DIVISI_SOURCE_DIR) + "/docs/openapi.json").value();
}

TEST(OpenApi, NamesEveryRouteAndNoOther) {
  const JsonValue root = document();
  std::set<std::string> documented;
  for (const auto& [path, methods] : root.find("paths")->members) {
    for (const auto& [method, operation] : methods.members) {
      if (method != "parameters") documented.insert(in_capitals(method) + " " + path);
    }
  }
  const engine::testing::TemporaryFolder folder;
  const auto studio = Studio::open({folder / "data", {}, 1});
  ASSERT_TRUE(studio) << studio.error().message;
  const auto routes = make_routes(**studio).names();
  EXPECT_EQ(documented, std::set<std::string>(routes.begin(), routes.end()));
}

TEST(OpenApi, EveryOperationIsDescribedWithItsAnswers) {
  const JsonValue root = document();
  EXPECT_EQ(root.find_text("openapi"), "3.1.0");
  for (const auto& [path, methods] : root.find("paths")->members) {
    for (const auto& [method, operation] : methods.members) {
      if (method == "parameters") continue;
      EXPECT_TRUE(operation.find_text("summary")) << method << " " << path;
      const JsonValue* responses = operation.find("responses");
      ASSERT_TRUE(responses) << method << " " << path;
      EXPECT_TRUE(std::any_of(responses->members.begin(), responses->members.end(),
                              [](const auto& entry) { return entry.first.starts_with('2'); }))
          << method << " " << path;
    }
  }
}

TEST(OpenApi, AProjectHasTheFieldsThatTheServerWrites) {
  Project project;
  project.error = "x";
  const auto written = core::parse_json(json_of(project), "project");
  const JsonValue root = document();
  const JsonValue* schemas = root.find("components")->find("schemas");
  const JsonValue* fields = schemas->find("Project")->find("properties");
  ASSERT_TRUE(fields);
  std::set<std::string> documented, there;
  for (const auto& [name, value] : fields->members) documented.insert(name);
  for (const auto& [name, value] : written->members) there.insert(name);
  EXPECT_EQ(documented, there);
}

}  // namespace
}  // namespace divisi::server
