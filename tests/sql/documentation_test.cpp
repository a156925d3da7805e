// docs/mapping.md stays true: what stands there in fences is read, checked and run as it stands.
#include "check.hpp"
#include "site.hpp"
#include "transforms.hpp"

#include <lotbridge/vo/free_spaces.hpp>
#include <lotbridge/vo/image_upload.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> fenced(std::string const& kind) {
    auto const text = *read_text(std::filesystem::path(LOTBRIDGE_SOURCE_DIR) / "docs/mapping.md");
    auto const open = "```" + kind + "\n";
    std::vector<std::string> blocks;
    for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
        at += open.size();
        blocks.push_back(text.substr(at, text.find("```", at) - at));
    }
    return blocks;
}

std::string complete_example() {
    auto const blocks = fenced("jsonc");
    return blocks.empty() ? "" : blocks.front();
}

constexpr auto documented_tables = R"(
    CREATE TABLE setting (name TEXT, value TEXT);
    INSERT INTO setting VALUES ('version', '3.1');
    CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT, kind TEXT, in_time TEXT, out_time TEXT, fee REAL, picture TEXT);
    INSERT INTO stay (id, plate, kind, in_time, picture) VALUES
        (1, CAST(x'D4C162A1A43132333435' AS TEXT), 'M', '2024-01-02 08:00:05', '1.jpg'),
        (2, '00000000', 'V', '2024-01-02 08:01:00', NULL), (3, NULL, 'T', '2024-01-02 08:02:00', NULL);
    CREATE TABLE payment (number TEXT UNIQUE, stay INTEGER, yuan REAL);
    CREATE TABLE deduction (id INTEGER PRIMARY KEY, stay INTEGER, plate TEXT, yuan REAL, asked_at TEXT, state TEXT))";

TEST(Documentation, TheMappingsInTheReferenceAreWithoutFaultAndTheirExamplesHold) {
    EXPECT_THAT(fenced("jsonc"), SizeIs(1));
    for (auto const dialect : {Dialect::sqlite3, Dialect::mysql, Dialect::postgresql, Dialect::mssql}) {
        auto const mapping = read_mapping(complete_example(), "mapping.md", dialect, {});
        ASSERT_TRUE(mapping) << mapping.error().message;
        std::size_t held = 0;
        Findings findings([&](Findings::Outcome outcome, std::string_view, std::string_view words) {
            EXPECT_EQ(outcome, Findings::Outcome::ok) << words;
            ++held;
        });

        check_examples(*mapping, {}, findings);

        EXPECT_EQ(held, 2U);
    }
}

TEST(Documentation, TheStreamsInTheReferenceAreWithoutFault) {
    auto const parts = fenced("json");
    ASSERT_THAT(parts, SizeIs(2));  // a stream of numbers, and what makes it wait
    auto const wait = parts[1].substr(parts[1].find('{') + 1, parts[1].rfind('}') - parts[1].find('{') - 1);
    auto const stream = replace(parts[0], R"("key": "id",)", R"("key": "id",)" + wait + ",");
    auto const mapping =
        read_mapping(R"({"format": 1, "name": "m", "records": [)" + stream + "]}", "mapping.md", Dialect::mysql, {});
    ASSERT_TRUE(mapping) << mapping.error().message;

    EXPECT_TRUE(mapping->records[0].wait && mapping->records[0].cursor.begin && mapping->records[0].cursor.highest);
}

TEST(Documentation, TheCompleteExampleServesARealLot) {
    Site site(complete_example(), documented_tables);
    auto const settings = site.settings(R"("start": "beginning", "image_root": )" + quoted(site.dir / "img"));
    site.dir.write("img/1.jpg", "\xFF\xD8\xFF");
    auto const findings = *site.host.check(settings);
    for (auto const& finding : findings)
        EXPECT_NE(finding.outcome, Findings::Outcome::failed) << finding.subject << ": " << finding.words;
    ASSERT_TRUE(site.host.start(settings));

    ASSERT_TRUE(site.host.poll_all());
    auto const paid =
        site.host.command("prepayment", R"({"recordCode": "1-20240102080005", "orderCode": "P1", "orderMoney": 5})");

    EXPECT_EQ(site.host.left_out(), "");
    EXPECT_THAT(site.host.quarantined(), IsEmpty());
    std::vector<std::string> plates;
    for (auto const& entry : site.host.stored<vo::VehicleEntry>()) plates.push_back(entry.car_num);
    EXPECT_THAT(plates, ElementsAre("粤B12345", "无牌车"));
    EXPECT_EQ(site.host.stored<vo::ImageUpload>().at(0).image_code, "1-2");
    EXPECT_EQ(site.host.stored<vo::FreeSpaces>().at(0).empty_num, 297);
    EXPECT_EQ(paid.value_or(""), R"({"orderCode":"P1","result":1})");
    EXPECT_EQ(site.one("SELECT stay FROM payment WHERE number = 'P1'"), "1");

    site.exec("INSERT INTO deduction VALUES (1, 2, 'B1', 7.5, datetime('now', 'localtime'), 'asked')");
    site.host.answer_with([](auto, auto) { return R"({"payStatus":1,"orderNum":"D1"})"; });
    EXPECT_TRUE(site.host.look().value_or(false));

    EXPECT_EQ(site.one("SELECT state FROM deduction"), "paid");
    EXPECT_EQ(site.one("SELECT stay || ' ' || yuan FROM payment WHERE number = 'D1'"), "2 7.5");
}

}  // namespace
}  // namespace lotbridge::sql
