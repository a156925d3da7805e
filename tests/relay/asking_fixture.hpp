// A lot whose adapter asks the cloud: questions and payments on a real store, a cloud and an adapter that play a
// script.
#pragma once

#include "fakes/fake_adapters.hpp"
#include "fakes/member.hpp"
#include "relay/lot_fixture.hpp"
#include "relay/questions.hpp"

#include <gmock/gmock.h>

#include <optional>

namespace lotbridge::relay {

class AskingFixture : public LotFixture {
protected:
    // What an adapter learns of one question.
    struct Asked {
        std::optional<Result<plugin::Answer>> answer;
        bool gone = false;  // it has given up by itself

        bool waits() const { return !answer; }
        std::string text(std::string_view name) const { return fakes::member((*answer)->body, name); }
        std::optional<Errc> error() const {
            return answer && !*answer ? std::optional(answer->error().code) : std::nullopt;
        }
    };
    using AskedPtr = std::shared_ptr<Asked>;

    void SetUp() override {
        LotFixture::SetUp();
        adapters.served = {"prepayment"};
        gateway.takes = {"vehicle_entry", "vehicle_exit", "supplementary_bill"};
        make();
    }
    void TearDown() override {
        questions.reset();
        obligations.reset();
        LotFixture::TearDown();
    }

    void make() {
        obligations = std::make_shared<Obligations>(Obligations::Parts{.store = *store,
                                                                       .adapters = adapters,
                                                                       .scheduler = scheduler,
                                                                       .lot = lot,
                                                                       .limit = 30s,
                                                                       .patience = 10min,
                                                                       .log = {}});
        obligations->start();
        questions = std::make_shared<Questions>(
            AskingParts{.store = *store,
                        .gateway = gateway,
                        .obligations = *obligations,
                        .scheduler = scheduler,
                        .lot = lot,
                        .settings = settings,
                        .new_opr_num = [this] { return "question-" + std::to_string(++numbers_); },
                        .log = {}});
        questions->start();
        idle();
    }
    // The host dies and is started again; what was on its way never comes back.
    void crash() {
        questions.reset();
        obligations.reset();
        uplink.reset();
        gateway.open.clear();
        store.reset();
        open_store();
        intake = std::make_unique<Intake>(*store, lot, settings, [this] { return scheduler.wall(); });
        make();
    }

    AskedPtr ask(std::string name, std::string body, std::chrono::milliseconds limit = 1s) {
        auto asked = std::make_shared<Asked>();
        questions->pose({.name = std::move(name), .body = std::move(body)}, scheduler.now() + limit,
                        [asked](Result<plugin::Answer> answer) {
                            if (asked->gone) return false;
                            asked->answer = std::move(answer);
                            return true;
                        });
        idle();
        return asked;
    }
    static std::string deduction(std::string const& record = "R1", std::string const& fee = "12.5") {
        return R"({"recordCode":")" + record +
               R"(","carNum":"测A12345","inTime":"2026-05-28 20:00:00","outTime":"2026-05-28 20:20:00","payMoney":)" +
               fee + R"(,"chargeMoney":)" + fee + "}";
    }
    AskedPtr deduct(std::string const& record = "R1", std::string const& fee = "12.5") {
        return ask("auto_deduct", deduction(record, fee));
    }
    // The adapter's call, in which it was answered, ends.
    void end_call(AskedPtr const& asked, bool well = true) {
        questions->dealt_with({(*asked->answer)->receipt}, well);
        idle();
    }

    static cloud::Outcome answered(std::string data) {
        return {.kind = cloud::Outcome::Kind::accepted, .code = "0000", .data = std::move(data)};
    }
    static cloud::Outcome deducted() {
        return answered(R"({"payStatus":1,"orderNum":"D1","balancePay":12.5,"couponValue":2.5,"actualPay":10,)"
                        R"("realPayMoney":10,"failReason":0,)"
                        R"("discountDetail":[{"couponName":"five","discountAmout":2.5,"discountType":3}]})");
    }
    static cloud::Outcome not_deducted() {
        return answered(R"({"payStatus":0,"orderNum":"","failReason":4,"discountDetail":[]})");
    }
    void come_back(cloud::Outcome const& outcome) {
        gateway.answer_open(outcome);
        idle();
    }
    // The cloud has accepted how the stay ended.
    void leave(std::string const& record) {
        entry(record);
        exit(record);
        start();
        advance(1s, 1s);
        uplink.reset();
    }
    std::vector<cloud::Exchange> sent() const {
        std::vector<cloud::Exchange> out;
        for (auto const& one : gateway.sent)
            if (!gateway.takes.contains(one.exchange.topic)) out.push_back(one.exchange);
        return out;
    }

    std::vector<fakes::FakeAdapters::Carried> const& payments() const { return adapters.carried; }

    fakes::FakeAdapters adapters{scheduler};
    std::shared_ptr<Obligations> obligations;
    std::shared_ptr<Questions> questions;

private:
    int numbers_ = 0;
};

}  // namespace lotbridge::relay
