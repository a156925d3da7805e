// Daily reconciliation of one lot: real store and uplink, scripted books and cloud. At the start it is 04:26:40 on 29
// May at the lot; the fixture's stays left on the 28th.
#pragma once

#include "fakes/fake_adapters.hpp"
#include "fakes/fake_books.hpp"
#include "fakes/fake_random.hpp"
#include "fakes/member.hpp"
#include "relay/lot_fixture.hpp"
#include "relay/reconciler.hpp"

#include <rapidjson/document.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lotbridge::relay {

struct ReconcilerTest : LotFixture {
    static constexpr auto the_day = "2026-05-28";
    static LocalDate date(std::string_view text) { return *LocalDate::parse(text); }

    void TearDown() override {
        reconciler.reset();
        LotFixture::TearDown();
    }

    void begin(std::string const& watermark = "") {
        if (!watermark.empty()) {
            ASSERT_TRUE(store->put_value(lot, "reconciled", watermark));
        }
        start();
        reconciler = std::make_shared<Reconciler>(Reconciler::Parts{
            .store = *store,
            .books = lots_books,
            .adapters = adapters,
            .gateway = gateway,
            .scheduler = scheduler,
            .random = random,
            .lot = lot,
            .settings = settings,
            .kept = kept,
            .open_reader = [this] { return store::Reader::open(directory_); },
            .aside = [](auto const& work) { work(); },
            .log = {},
        });
        ASSERT_TRUE(reconciler->start());
        idle();
    }

    // ---- the lot's own books
    static plugin::Message stated(std::string const& day, int paid, std::string const& due) {
        return {.name = "daily_reconciliation",
                .body = R"({"dateTime":")" + day + R"(","payNum":)" + std::to_string(paid) + R"(,"payMoneySum":)" +
                        due + R"(,"chargeMoneySum":)" + due + "}",
                .key = {},
                .image = {}};
    }
    // As LotFixture::exit() delivers it.
    static plugin::Message row(std::string const& record, std::string const& money = "12.5",
                               int origin = LB_ORIGIN_SEEN) {
        return {.name = "vehicle_exit",
                .body = R"({"recordCode":")" + record +
                        R"(","carNum":"测A12345","inCross":"N1","outCross":"S1","inTime":"2026-05-28 20:00:00",)"
                        R"("outTime":"2026-05-28 20:20:00","inIdentity":2,"payMoney":)" +
                        money + R"(,"chargeMoney":)" + money + "}",
                .key = {},
                .image = {},
                .origin = origin};
    }
    void books(std::vector<plugin::Message> rows) { lots_books.days[the_day] = std::move(rows); }
    void stay(std::string const& record) {
        entry(record);
        exit(record);
    }

    rapidjson::Document reconcile(bool repair = false, std::string_view day = the_day) {
        rapidjson::Document json;
        Result<std::string> answer = fail(Errc::retry, "no answer");
        reconciler->reconcile(date(day), repair, [&](Result<std::string> result) { answer = std::move(result); });
        EXPECT_TRUE(scheduler.run_until([&] { return answer || answer.error().message != "no answer"; }));
        idle();
        if (answer)
            json.Parse(answer->c_str());
        else
            json.SetString(answer.error().message.c_str(), json.GetAllocator());
        return json;
    }
    static std::vector<std::string> kinds(rapidjson::Document const& json) {
        std::vector<std::string> found;
        for (auto const& difference : json["report"]["differences"].GetArray())
            found.push_back(std::string(difference["kind"].GetString()) + " " + difference["record"].GetString());
        return found;
    }
    std::vector<std::string> told() const {
        std::vector<std::string> out;
        for (auto const& sent : gateway.sent)
            if (sent.exchange.topic == "daily_reconciliation")
                out.push_back(fakes::member(sent.exchange.data, "dateTime") + " " +
                              fakes::member(sent.exchange.data, "payNum") + " " +
                              fakes::member(sent.exchange.data, "payMoneySum"));
        return out;
    }

    std::shared_ptr<Reconciler> reconciler;
    fakes::FakeBooks lots_books{scheduler};
    fakes::FakeAdapters adapters{scheduler};
    fakes::FakeRandom random;
    std::chrono::hours kept = 30 * 24h;
};

}  // namespace lotbridge::relay
