// The code that docs/adapter-guide.md shows: an adapter to a vendor's library that answers questions about stays. Here
// the library is played by a struct.
#include <lotbridge/adapter.hpp>
#include <lotbridge/adapter/poller.hpp>
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

#include <algorithm>

namespace parkmaster {
namespace {

using namespace lotbridge;

struct Stay {
    std::string id, plate, in, out, photo;
    std::int64_t fen = 0;
    bool tidied_up = false;
};
using Poller = lotbridge::Poller<Stay>;

std::string record_of(Stay const& stay) { return "PM-" + stay.id; }
LocalTime time_of(std::string const& text) { return LocalTime::parse(text).value_or(LocalTime()); }

// What the vendor's library would tell and do.
struct Vendor {
    bool there = true, gate_works = true;
    std::vector<Stay> stays;

    Result<> connect(std::string const& server) const {
        if (there) return {};
        return fail(Errc::retry, "connecting to " + server + ": no answer");
    }
    Result<std::vector<Poller::Row>> ordered(std::string Stay::*time, Position const& after, std::size_t limit) const {
        if (!there) return fail(Errc::retry, "asking for stays: no answer");
        std::vector<Poller::Row> rows;
        for (auto const& stay : stays) {
            auto const& value = stay.*time;
            bool const before = std::tie(value, stay.id) <= std::tie(after.value, after.key);
            if (value.empty() || before) continue;
            rows.push_back({value, stay.id, content_hash(stay.plate, content_hash(stay.out)), stay});
        }
        std::ranges::sort(rows, {}, [](auto const& row) { return std::tie(row.value, row.key); });
        rows.resize(std::min(rows.size(), limit));
        return rows;
    }
    Result<std::vector<Poller::Row>> entries(Position const& after, std::size_t limit) const {
        return ordered(&Stay::in, after, limit);
    }
    Result<std::vector<Poller::Row>> exits(Position const& after, std::size_t limit) const {
        return ordered(&Stay::out, after, limit);
    }
    Stay const* inside(std::string const& record) const {
        auto const found =
            std::ranges::find_if(stays, [&](auto const& s) { return record_of(s) == record && s.out.empty(); });
        return found == stays.end() ? nullptr : &*found;
    }
    bool move(std::string const&, bool, std::chrono::milliseconds) const { return gate_works; }
};
Vendor vendor;

class Adapter final : public lotbridge::Adapter {
public:
    static constexpr auto offers = native<vo::VehicleEntry, vo::VehicleExit, vo::FeeQuery, vo::GateControl>;

    static constexpr char settings_schema[] = R"({
        "type": "object", "additionalProperties": false, "required": ["server", "password"],
        "properties": {
            "server": {"type": "string", "title": "Address of the server", "x-title-zh": "服务器地址"},
            "password": {"type": "string", "x-secret": true, "title": "Password", "x-title-zh": "密码"},
            "photos": {"type": "string", "format": "path", "title": "Folder of the photographs", "x-title-zh": "图片目录"},
            "gates": {"type": "boolean", "title": "May move gates", "x-title-zh": "允许控制道闸"}
        }})";

    Adapter() {
        on<vo::FeeQuery>([this](vo::FeeQuery const& query) { return fee(query); });
        on<vo::GateControl>([this](vo::GateControl const& control, std::chrono::milliseconds time_left) {
            return gate(control, time_left);
        });
    }

    Result<> start(Settings const& settings) override {
        LOTBRIDGE_TRY(auto const server, settings.text("server"));
        LOTBRIDGE_TRY(gates_, settings.flag_or("gates", false));
        LOTBRIDGE_CHECK(vendor.connect(server));
        poller_.emplace();
        poller_->add("in", {.overlap = 600},
                     [](auto const& after, auto limit) { return vendor.entries(after, limit); });
        poller_->add("out", {.overlap = 600}, [](auto const& after, auto limit) { return vendor.exits(after, limit); });
        return {};
    }

    Result<Batch> poll(std::string_view cursor) override {
        LOTBRIDGE_TRY(auto const harvest, poller_->poll(cursor));
        Batch batch;
        for (auto const& [stream, row] : harvest.rows) {
            auto const& stay = row.payload;
            if (stream == "out") {
                batch.add(exit_of(stay), stay.id, stay.tidied_up ? Origin::inferred : Origin::seen);
            } else {
                batch.add(entry_of(stay), stay.id);
                LOTBRIDGE_CHECK(add_photo(batch, stay));
            }
        }
        if (harvest.cursor != cursor) batch.resume_at(harvest.cursor);
        batch.ask_again(harvest.more);
        return batch;
    }

    void stop() override { poller_.reset(); }

    Offers capabilities() const override {
        auto sheet = lotbridge::Adapter::capabilities();
        return gates_ ? sheet : sheet.with(schema::about<vo::GateControl>.number, Support::unsupported);
    }

    Result<> check(Settings const& settings, Findings& findings) override {
        LOTBRIDGE_TRY(auto const server, settings.text("server"));
        if (auto const answer = vendor.connect(server))
            findings.ok("server", server + " answers");
        else
            findings.failed("server", answer.error().message);
        if (!settings.has("photos")) findings.note("photos", "no folder is set: none are sent");
        return {};
    }

private:
    static vo::VehicleEntry entry_of(Stay const& stay) {
        return {.record_code = record_of(stay), .car_num = stay.plate, .in_time = time_of(stay.in)};
    }
    static vo::VehicleExit exit_of(Stay const& stay) {
        return {.record_code = record_of(stay),
                .car_num = stay.plate,
                .in_time = time_of(stay.in),
                .out_time = time_of(stay.out),
                .charge_money = Money::from_fen(stay.fen)};
    }

    Result<> add_photo(Batch& batch, Stay const& stay) const {
        if (stay.photo.empty()) return {};
        LOTBRIDGE_TRY(auto key, host().put_image("image/jpeg", stay.photo));
        batch.add_image(
            {.record_code = record_of(stay), .image_code = stay.id + "-in", .image_type = vo::ImageType::entry_large},
            std::move(key), stay.id + "-in");
        return {};
    }

    Result<vo::FeeQueryReply> fee(vo::FeeQuery const& query) const {
        auto const* stay = vendor.inside(query.record_code);
        if (!stay) return fail(Errc::rejected, "no car is inside under this parking record");
        if (!query.coupon_list.empty()) return fail(Errc::unsupported, "this lot's software takes no coupons");
        auto const due = Money::from_fen(stay->fen);
        return vo::FeeQueryReply{.record_code = query.record_code, .pay_money = due, .charge_money = due};
    }

    Result<vo::GateControlReply> gate(vo::GateControl const& control, std::chrono::milliseconds time_left) const {
        if (!vendor.move(control.bar_code, control.is_open, time_left))
            return fail(Errc::rejected, "gate " + control.bar_code + ": its controller did not confirm the movement");
        return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
    }

    std::optional<Poller> poller_;
    bool gates_ = false;
};

using lotbridge::testing::FakeHost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ParkMaster : public ::testing::Test {
protected:
    ParkMaster() {
        vendor = {};
        vendor.stays = {
            {.id = "1", .plate = "A1", .in = "2024-05-01 08:00:00", .photo = "a picture"},
            {.id = "2", .plate = "A2", .in = "2024-05-01 08:05:00", .out = "2024-05-01 09:00:00", .fen = 500}};
    }
    std::string const settings = R"({"server":"localhost","password":"secret","gates":true})";
    FakeHost<Adapter> host;
};

TEST_F(ParkMaster, ReportsEntriesExitsAndPictures) {
    ASSERT_TRUE(host.start(settings));
    ASSERT_TRUE(host.poll_all());

    EXPECT_THAT(host.stored<vo::VehicleEntry>(), SizeIs(2));
    ASSERT_THAT(host.stored<vo::VehicleExit>(), SizeIs(1));
    EXPECT_EQ(host.stored<vo::VehicleExit>()[0].charge_money, *Money::parse("5.00"));
    EXPECT_THAT(host.images(), ElementsAre("a picture"));
}

TEST_F(ParkMaster, FindsAfterARestartWhatWasCommittedLate) {
    ASSERT_TRUE(host.start(settings));
    ASSERT_TRUE(host.poll_all());
    vendor.stays.push_back({.id = "3", .plate = "A3", .in = "2024-05-01 08:01:00"});

    FakeHost<Adapter> next_run;
    next_run.set_cursor(host.cursor());
    ASSERT_TRUE(next_run.start(settings));
    ASSERT_TRUE(next_run.poll_all());

    ASSERT_THAT(next_run.stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(next_run.stored<vo::VehicleEntry>()[0].record_code, "PM-3");
}

TEST_F(ParkMaster, GivesABatchAgainThatTheHostCouldNotStore) {
    ASSERT_TRUE(host.start(settings));
    host.fail_next_submit({Errc::retry, "the disk is full"});
    EXPECT_FALSE(host.poll());

    ASSERT_TRUE(host.poll_all());

    EXPECT_THAT(host.stored<vo::VehicleEntry>(), SizeIs(2));
}

TEST_F(ParkMaster, TellsTheFeeOfACarThatIsInside) {
    ASSERT_TRUE(host.start(settings));

    EXPECT_TRUE(host.command(vo::FeeQuery{.record_code = "PM-1"}));
    EXPECT_EQ(host.command(vo::FeeQuery{.record_code = "PM-2"}).error().code, Errc::rejected);
    EXPECT_EQ(host.command(vo::FeeQuery{.record_code = "PM-1", .coupon_list = {{.usercoupon_id = "C1"}}}).error().code,
              Errc::unsupported);
}

TEST_F(ParkMaster, CallsAGateThatDidNotConfirmAnError) {
    vendor.gate_works = false;
    ASSERT_TRUE(host.start(settings));

    auto const reply = host.command(vo::GateControl{.bar_code = "G1", .is_open = true});

    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().message, HasSubstr("did not confirm"));
}

TEST_F(ParkMaster, OffersNoGatesUnlessTheSettingsSaySo) {
    ASSERT_TRUE(host.start(R"({"server":"localhost","password":"secret"})"));

    EXPECT_THAT(host.capabilities().value(), HasSubstr(R"("gate_control":"unsupported")"));
    EXPECT_THAT(host.capabilities().value(), HasSubstr(R"("fee_query":"native")"));
}

TEST_F(ParkMaster, ChecksASiteWithoutReporting) {
    vendor.there = false;

    auto const findings = host.check(settings);

    ASSERT_TRUE(findings);
    ASSERT_THAT(*findings, SizeIs(2));
    EXPECT_EQ((*findings)[0].words, "connecting to localhost: no answer");
    EXPECT_THAT(host.messages(), SizeIs(0));
}

}  // namespace
}  // namespace parkmaster
