// What is shipped in configs/ must load.
#include "files.hpp"

#include "config/embedded.hpp"
#include "config/schema.hpp"

namespace lotbridge::config {
namespace {

std::filesystem::path const configs = std::filesystem::path(LOTBRIDGE_SOURCE_DIR) / "configs";

TEST(Examples, HostFileLoadsAndNamesTheDemoLot) {
    auto const host = load_host(configs / "host.example.json");

    ASSERT_TRUE(host) << said(host);
    EXPECT_THAT(host->lots,
                testing::Contains(std::filesystem::absolute(configs / "lots" / "demo.json").lexically_normal()));
}

class ExampleLot : public testing::TestWithParam<char const*> {};

TEST_P(ExampleLot, LacksNothingButItsSecrets) {
    auto const lot = load_lot(configs / "lots" / (GetParam() + std::string(".json")));

    ASSERT_FALSE(lot);
    for (auto const& problem : lot.error()) EXPECT_THAT(problem.words, testing::HasSubstr("the secret's file "));
}

INSTANTIATE_TEST_SUITE_P(Every, ExampleLot, testing::Values("demo", "composite"),
                         [](auto const& test) { return std::string(test.param); });

class EmbeddedSchema : public testing::TestWithParam<char const*> {};

TEST_P(EmbeddedSchema, IsASchema) { EXPECT_TRUE(Schema::parse(embedded_schema(GetParam()))); }

INSTANTIATE_TEST_SUITE_P(Every, EmbeddedSchema, testing::Values("host", "lot", "platform"),
                         [](auto const& test) { return std::string(test.param); });

}  // namespace
}  // namespace lotbridge::config
