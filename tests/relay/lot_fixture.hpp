// One lot on a real store, with a scripted cloud and a clock that the test moves.
#pragma once

#include "fakes/fake_gateway.hpp"
#include "fakes/fake_scheduler.hpp"
#include "relay/intake.hpp"
#include "relay/uplink.hpp"
#include "store/reader.hpp"
#include "store/store.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

namespace lotbridge::relay {

using namespace std::chrono_literals;

class LotFixture : public testing::Test {
protected:
    void SetUp() override {
        directory_ = std::filesystem::path(testing::TempDir()) /
                     ("lotbridge_relay_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
        std::filesystem::remove_all(directory_);
        std::filesystem::create_directories(directory_);
        settings.name = "lot";
        settings.park_id = "P1";
        settings.park_code = "C1";
        open_store();
        restart_intake();
    }
    void TearDown() override {
        uplink.reset();
        store.reset();
        std::filesystem::remove_all(directory_);
    }

    void open_store() {
        auto opened = store::Store::open(directory_, {.min_free_bytes = 0});
        ASSERT_TRUE(opened) << opened.error().message;
        store = std::move(*opened);
        lot = *store->lot("lot");
    }

    void restart_intake() {
        intake = std::make_unique<Intake>(*store, lot, settings, [this] { return scheduler.wall(); });
        ASSERT_TRUE(intake->start());
    }
    void start() {
        uplink = std::make_shared<Uplink>(Uplink::Parts{
            .store = *store,
            .gateway = gateway,
            .scheduler = scheduler,
            .lot = lot,
            .settings = settings,
            .read_image = [this](std::string key, auto done) { done(store->read_image(key)); },
            .new_opr_num = [this] { return "batch-" + std::to_string(++batches_); },
            .log = {},
            .settle_pause = 0ms,
        });
        gateway.on_reachable([this](bool up) { uplink->link(up); });
        uplink->start();
        idle();
    }

    // Until nothing moves any more: what the store still has to do is waited for, the clock stands still.
    void idle() {
        for (int round = 0; round < 6; ++round) {
            scheduler.advance(0ms);
            (void)store->value(lot, "barrier");
        }
        scheduler.advance(0ms);
    }
    void advance(std::chrono::milliseconds time, std::chrono::milliseconds step = 1min) {
        for (; time > 0ms; time -= step) {
            scheduler.advance(std::min(step, time));
            idle();
        }
    }

    void deliver(std::string name, std::string body, std::string key = "", std::string image = "") {
        auto const receipt = intake->submit(
            "adapter",
            {{.name = std::move(name), .body = std::move(body), .key = std::move(key), .image = std::move(image)}},
            "cursor");
        ASSERT_TRUE(receipt) << receipt.error().message;
        idle();
    }
    void entry(std::string record, std::string plate = "测A12345") {
        deliver("vehicle_entry", R"({"recordCode":")" + record + R"(","carNum":")" + plate +
                                     R"(","inCross":"N1","inTime":"2026-05-28 20:00:00","inIdentity":2})");
    }
    void correction(std::string record, std::string plate) {
        deliver("vehicle_correction", R"({"recordCode":")" + record + R"(","carNum":")" + plate +
                                          R"(","inCross":"N1","inTime":"2026-05-28 20:00:00","inIdentity":2})");
    }
    void exit(std::string record, std::string plate = "测A12345") {
        deliver("vehicle_exit",
                R"({"recordCode":")" + record + R"(","carNum":")" + plate +
                    R"(","inCross":"N1","outCross":"S1","inTime":"2026-05-28 20:00:00",)"
                    R"("outTime":"2026-05-28 20:20:00","inIdentity":2,"payMoney":12.5,"chargeMoney":12.5})");
    }
    void picture(std::string record, std::string code) {
        auto const key = store->put_image("image/jpeg", "jpeg bytes");
        ASSERT_TRUE(key) << key.error().message;
        deliver("image_upload", R"({"recordCode":")" + record + R"(","imageCode":")" + code + R"(","imageType":2})",
                code, *key);
    }
    // Seven entries and one that the cloud refuses go out as one batch.
    void batch_with_a_bad_one() {
        settings.cloud.profile.batch["vehicle_entry"] = 8;
        gateway.answer = [](cloud::Exchange const& exchange) {
            return is_bad(exchange) ? fakes::refused() : fakes::accepted();
        };
        gateway.set_reachable(false);
        start();
        for (int i = 0; i < 7; ++i) entry("R" + std::to_string(i));
        entry("BAD");
        gateway.set_reachable(true);
        idle();
    }
    static cloud::Outcome refuses_entries_for_good(cloud::Exchange const& exchange) {
        return exchange.topic == "vehicle_entry" ? fakes::permanent() : fakes::accepted();
    }
    static bool is_bad(cloud::Exchange const& exchange) { return exchange.data.find("BAD") != std::string::npos; }

    store::Counts counts() {
        auto const reader = store::Reader::open(directory_);
        auto const all = *reader->counts();
        for (auto const& [name, counted] : all)
            if (name == "lot") return counted;
        return {};
    }
    store::Letter letter(std::size_t index = 0) {
        auto const reader = store::Reader::open(directory_);
        return reader->letters({})->at(index).letter;
    }

    std::filesystem::path directory_;
    fakes::FakeScheduler scheduler;
    fakes::FakeGateway gateway{scheduler};
    config::LotSettings settings;
    std::unique_ptr<store::Store> store;
    store::LotId lot = 0;
    std::unique_ptr<Intake> intake;
    std::shared_ptr<Uplink> uplink;

private:
    int batches_ = 0;
};

using UplinkTest = LotFixture;

}  // namespace lotbridge::relay
