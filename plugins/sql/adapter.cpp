#include "adapter.hpp"

#include "check.hpp"
#include "day_reader.hpp"

#include <system_error>

namespace lotbridge::sql {
namespace {

namespace fs = std::filesystem;

// Changes when one of the files does.
using Stamp = std::vector<std::pair<fs::file_time_type, std::uintmax_t>>;
Stamp stamp_of(std::vector<fs::path> const& files) {
    Stamp stamp;
    for (auto const& file : files) {
        std::error_code ignored;  // a file that is gone is a change too
        stamp.emplace_back(fs::last_write_time(file, ignored), fs::file_size(file, ignored));
    }
    return stamp;
}

}  // namespace

struct SqlAdapter::Running {
    Running(Setup read_setup, Mapping read_mapping, Host const& host)
        : setup(std::move(read_setup)),
          mapping(std::move(read_mapping)),
          stamp(stamp_of(mapping.files)),
          reader(setup, mapping, host),
          days(setup, mapping, reader),
          reading(setup.connection, Access::read_only),
          writing(setup.connection, Access::writing),
          commander(mapping, setup.parameters, reading, writing),
          asker(mapping, setup.parameters, reading, writing, host) {}

    Setup setup;
    Mapping mapping;
    Stamp stamp;
    LotReader reader;
    DayReader days;
    Link reading, writing;  // of requests and questions
    Commander commander;
    Asker asker;
};

Result<> SqlAdapter::start(Settings const& settings) {
    LOTBRIDGE_TRY(auto setup, read_setup(settings.json()));
    LOTBRIDGE_TRY(auto mapping, read_mapping(setup.mapping, setup.connection.dialect, setup.parameters));
    setup.connection.encoding = mapping.encoding;
    running_ = std::make_shared<Running>(std::move(setup), std::move(mapping), host());
    return {};
}

Result<Batch> SqlAdapter::poll(std::string_view cursor) {
    if (troubled_) take_mended_mapping();
    auto batch = running_->reader.poll(cursor);
    troubled_ = !batch || !batch->left_out().empty();
    return batch;
}

std::chrono::milliseconds SqlAdapter::look_every() const { return running_->asker.every(); }

Result<Batch> SqlAdapter::look() {
    auto batch = running_->asker.look();
    troubled_ = troubled_ || !batch || !batch->left_out().empty();
    return batch;
}

Result<Batch> SqlAdapter::questions() { return running_->asker.waiting(); }

// While something stands still, somebody may be mending the mapping: it goes on with the new one as soon as that is
// without fault.
void SqlAdapter::take_mended_mapping() {
    auto stamp = stamp_of(running_->mapping.files);
    if (stamp == running_->stamp) return;
    running_->stamp = std::move(stamp);
    auto setup = running_->setup;
    auto mapping = read_mapping(setup.mapping, setup.connection.dialect, setup.parameters);
    if (!mapping)
        return host().log(LogLevel::error, "the mapping was changed and is not taken over: " + mapping.error().message);
    setup.connection.encoding = mapping->encoding;
    running_ = std::make_shared<Running>(std::move(setup), std::move(*mapping), host());
    host().log(LogLevel::info, "the mapping was changed and is taken over");
}

void SqlAdapter::stop() { running_.reset(); }

Result<Batch> SqlAdapter::list_day(LocalDate day) { return running_->days.list(day); }

Result<Batch> SqlAdapter::reread(LocalDate day, std::vector<std::string> const& records) {
    return running_->days.reread(day, records);
}

Result<std::string> SqlAdapter::command(Command const& command) {
    return running_->commander.carry_out(command.name, command.body, command.time_left);
}

Offers SqlAdapter::capabilities() const {
    auto sheet = Offers().with(0, Support::unsupported);
    auto const offer = [&](schema::Interface const& interface, Support support) {
        sheet = sheet.with(interface.number, std::max(sheet[interface.number], support));
    };
    auto const& mapping = running_->mapping;
    for (auto const& stream : mapping.records) {
        offer(*stream.interface, stream.derived ? Support::derived : Support::native);
        for (auto const& image : stream.images) {
            bool const there = image.blob || running_->setup.parameters.values.contains(image.root);
            if (there) offer(*schema::find_interface("image_upload"), Support::native);
        }
    }
    for (auto const& count : mapping.counts) offer(*count.interface, Support::derived);
    if (mapping.totals) offer(*schema::find_interface("daily_reconciliation"), Support::native);
    for (auto const& [name, one] : mapping.commands) {
        bool const allowed = !one.writes || mapping.allow_writes;
        if (allowed && !one.statements.empty()) offer(*one.interface, Support::native);
    }
    for (auto const& question : mapping.questions) {
        if (mapping.allow_writes) offer(*question.interface, Support::native);
    }
    return sheet;
}

Result<> SqlAdapter::check(Settings const& settings, Findings& findings) {
    return check_at_lot(settings, {}, findings);
}

Result<> SqlAdapter::check_at_lot(Settings const& settings, CheckTerms const& terms, Findings& findings) {
    auto setup = read_setup(settings.json());
    if (setup)
        SiteCheck(std::move(*setup), terms, findings).run();
    else
        findings.failed("settings", setup.error().message);
    return {};
}

}  // namespace lotbridge::sql
