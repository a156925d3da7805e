// A lot's downward journey on a real store: packets in, replies out, adapters as a script.
#pragma once

#include "fakes/fake_adapters.hpp"
#include "fakes/fake_random.hpp"
#include "relay/downlink.hpp"
#include "relay/lot_fixture.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace lotbridge::relay {

class DownlinkTest : public LotFixture {
protected:
    void SetUp() override {
        LotFixture::SetUp();
        adapters.served = {"fee_query", "prepayment", "gate_control", "gate_status"};
        make();
    }
    void TearDown() override {
        downlink.reset();
        fees.reset();
        obligations.reset();
        LotFixture::TearDown();
    }
    // A fresh downlink on the same store, as after a restart.
    void make() {
        obligations = std::make_shared<Obligations>(Obligations::Parts{.store = *store,
                                                                       .adapters = adapters,
                                                                       .scheduler = scheduler,
                                                                       .lot = lot,
                                                                       .limit = 30s,
                                                                       .patience = 10min,
                                                                       .log = {}});
        obligations->start();
        fees = std::make_shared<Fees>(Fees::Parts{.store = *store,
                                                  .adapters = adapters,
                                                  .obligations = *obligations,
                                                  .scheduler = scheduler,
                                                  .lot = lot,
                                                  .settings = settings,
                                                  .log = {}});
        downlink = std::make_shared<Downlink>(
            Downlink::Parts{.store = *store,
                            .adapters = adapters,
                            .obligations = *obligations,
                            .fees = *fees,
                            .scheduler = scheduler,
                            .random = random,
                            .lot = lot,
                            .settings = settings,
                            .signer = signer,
                            .log = {},
                            .learn_member = [this](std::string const& body) { learnt.push_back(body); }});
        downlink->start();
        idle();
    }

    std::string request(std::string code, std::string opr_num, std::string const& data) {
        auto packet = wire::write_request({.k = "", .code = std::move(code), .opr_num = std::move(opr_num), .ip = ""},
                                          data, signer, 0);
        return packet ? *packet : "";
    }
    void send(std::string packet, bool oversized = false) {
        downlink->packet(std::move(packet), oversized,
                         [this](std::string reply) { replies.push_back(std::move(reply)); });
        idle();
    }
    // The outcomes in the audit log, in order.
    std::vector<std::string> outcomes() {
        SQLite::Database database((directory_ / "lotbridge.db").string(), SQLite::OPEN_READONLY);
        SQLite::Statement lines(database, "SELECT outcome FROM audit ORDER BY id");
        std::vector<std::string> found;
        while (lines.executeStep()) found.push_back(lines.getColumn(0).getString());
        return found;
    }
    std::vector<store::Payment> payments() { return *store::Reader::open(directory_)->payments({}); }
    wire::Reply reply(std::size_t index = 0) { return *wire::read_reply(replies.at(index)); }

    wire::Signer signer{{"key-zero", "key-one"}, wire::SignatureForm::append};
    fakes::FakeAdapters adapters{scheduler};
    fakes::FakeRandom random;
    std::shared_ptr<Obligations> obligations;
    std::shared_ptr<Fees> fees;
    std::shared_ptr<Downlink> downlink;
    std::vector<std::string> replies, learnt;
};

}  // namespace lotbridge::relay
