// A lot of a database that keeps the records and cameras that see the same cars; each calls the lanes otherwise.
#pragma once

#include "lot_fixture.hpp"
#include "relay/composite.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

namespace lotbridge::relay {

class CompositeFixture : public LotFixture {
protected:
    void SetUp() override {
        LotFixture::SetUp();
        settings.adapters.resize(2);
        settings.adapters[0].name = "database";
        settings.adapters[1].name = "cameras";
        settings.adapters[1].reports = {"image_upload", "equipment_status"};
        settings.lanes = {{.code = "N1", .name = "", .adapters = {{"database", {"东门入口"}}, {"cameras", {"1"}}}},
                          {.code = "X1", .name = "", .adapters = {{"database", {"东门出口"}}, {"cameras", {"2"}}}}};
        restart();
    }
    void TearDown() override {
        composite.reset();
        LotFixture::TearDown();
    }

    // As after a restart of the host: what is not on disk is gone.
    void restart() {
        restart_intake();
        composite = make_composite();
        composite->givers().learn("database", {"vehicle_entry", "vehicle_exit", "image_upload", "manual_gate_opening"});
        composite->givers().learn("cameras", {"vehicle_entry", "vehicle_exit", "image_upload", "manual_gate_opening"});
    }

    std::unique_ptr<Composite> make_composite() {
        return std::make_unique<Composite>(Composite::Parts{
            .intake = *intake,
            .settings = settings,
            .notes = [this] { return store->notes(lot); },
            .wall = [this] { return scheduler.wall(); },
            .log = {},
        });
    }

    Result<store::IntakeReceipt> tell(std::string const& adapter, std::vector<plugin::Message> messages) {
        return composite->submit(adapter, std::move(messages), "cursor " + std::to_string(++cursors_));
    }

    // What waits for the cloud, in order.
    std::vector<store::Letter> outbox() {
        auto const reader = store::Reader::open(directory_);
        auto const listed = *reader->letters({});
        std::vector<store::Letter> letters;
        for (auto const& one : listed) letters.push_back(one.letter);
        std::ranges::sort(letters, {}, &store::Letter::seq);
        return letters;
    }

    std::unique_ptr<Composite> composite;

private:
    int cursors_ = 0;
};

}  // namespace lotbridge::relay
