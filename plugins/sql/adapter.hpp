// lotbridge.sql: any legacy database by a mapping file, no code.
#pragma once

#include "asker.hpp"
#include "commander.hpp"
#include "lot_reader.hpp"
#include "setup.hpp"

#include <lotbridge/adapter.hpp>

#include <memory>

namespace lotbridge::sql {

class SqlAdapter : public Adapter {
public:
    // At most: the mapping decides. Login and heartbeat are the host's own.
    static constexpr auto offers = every_interface.with(1, Support::unsupported).with(8, Support::unsupported);
    static constexpr auto const& settings_schema = sql::settings_schema;

    // Reads settings and mapping; the database is met at the first poll, so that commands and the capability sheet do
    // not depend on whether it is up when the host starts.
    Result<> start(Settings const& settings) override;
    Result<Batch> poll(std::string_view cursor) override;
    void stop() override;
    std::chrono::milliseconds look_every() const override;
    Result<Batch> look() override;
    Result<Batch> questions() override;
    Offers capabilities() const override;
    Result<> check(Settings const& settings, Findings& findings) override;
    Result<> check_at_lot(Settings const& settings, CheckTerms const& terms, Findings& findings) override;
    Result<Batch> list_day(LocalDate day) override;
    Result<Batch> reread(LocalDate day, std::vector<std::string> const& records) override;
    Result<std::string> command(Command const& command) override;

private:
    struct Running;
    void take_mended_mapping();

    std::shared_ptr<Running> running_;
    bool troubled_ = false;  // the last poll could not read everything
};

}  // namespace lotbridge::sql
