// lotbridge outbox: what waits, what was delivered, what the cloud refused. Reading needs no host and disturbs none.
#include "base/file.hpp"
#include "base/text.hpp"
#include "os/invocation.hpp"
#include "os/letters.hpp"

#include <fmt/format.h>
#include <fstream>

namespace lotbridge::os {

namespace {

constexpr std::size_t page = 500;
constexpr auto state_words =
    "Only what is ready to go, behind another of its record, held until its next try, delivered, dead (given up), "
    "folded into another message or too late for any, or dropped by hand";

struct ListOptions {
    std::string lot, topic, record, state;
    store::Seq after = 0, number = 0;
    std::int64_t quarantined = 0;
    std::size_t limit = 50;
    bool quarantine = false, payments = false, deductions = false, json = false, reveal = false;
    std::string file;

    store::Filter filter() const {
        store::Filter filter{.after = after, .limit = limit};
        if (!lot.empty()) filter.lot = lot;
        if (!topic.empty()) filter.topic = topic;
        if (!record.empty()) filter.record = record;
        if (!state.empty()) filter.state = state_named(state);
        return filter;
    }
};
using Options = std::shared_ptr<ListOptions>;

void add_filter_options(CLI::App& command, Options const& options) {
    command.add_option("--lot", options->lot, "Only this lot's");
    command.add_option("--message", options->topic, "Only this kind of message, e.g. vehicle_entry");
    command.add_option("--record", options->record, "Only this parking record's (recordCode)");
    command.add_option("--state", options->state, state_words)->check(CLI::IsMember(state_names()));
    command.add_option("--after", options->after, "Begin after this SEQ");
}
void add_form_options(CLI::App& command, Options const& options) {
    command.add_flag("--json", options->json, "JSON instead of a table");
    command.add_flag("--reveal", options->reveal, "Show plates, phone numbers and the like");
}

// Opens the store for reading and hands it to the command.
template <class Command>
std::function<void()> reading(Invocation& invocation, Command command) {
    return [&invocation, command] {
        auto const directory = invocation.data_directory();
        if (!directory) return invocation.failed(directory.error());
        auto const reader = store::Reader::open(*directory);
        if (!reader) return invocation.failed(reader.error());
        if (Result<> const done = command(*reader, invocation); !done) invocation.failed(done.error());
    };
}

template <class Rows, class Write>
void print_json(std::ostream& out, Rows const& rows, Write write) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartArray();
    for (auto const& row : rows) write(writer, row);
    writer.EndArray();
    out << buffer.GetString() << '\n';
}

Result<> list(store::Reader const& reader, Console console, ListOptions const& options) {
    LOTBRIDGE_TRY(auto const letters, reader.letters(options.filter()));
    if (options.json) {
        print_json(console.out, letters, [&](JsonWriter& w, auto const& row) { write_letter(w, row, options.reveal); });
        return {};
    }
    letter_table(letters, options.reveal).print(console.out);
    if (letters.size() == options.limit) {
        console.out << fmt::format("more may follow: --after {}\n", letters.back().letter.seq);
    }
    return {};
}

// Anything else that is listed.
template <class Row>
Result<> list(Result<std::vector<Row>> const& rows, Table (*table)(std::vector<Row> const&, bool),
              void (*write)(JsonWriter&, Row const&, bool), Console console, ListOptions const& options) {
    if (!rows) return fail(rows.error());
    if (options.json) {
        print_json(console.out, *rows, [&](JsonWriter& w, Row const& row) { write(w, row, options.reveal); });
    } else {
        table(*rows, options.reveal).print(console.out);
    }
    return {};
}

Result<> show(store::Reader const& reader, Console console, ListOptions const& options) {
    LOTBRIDGE_TRY(auto const letter, reader.letter(options.number));
    if (!letter) return fail(Errc::rejected, fmt::format("there is no message {}", options.number));
    if (!options.json) {
        print_letter(console.out, *letter, options.reveal);
        return {};
    }
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    write_letter(writer, *letter, options.reveal);
    console.out << buffer.GetString() << '\n';
    return {};
}

Result<> show_quarantined(store::Reader const& reader, Console console, ListOptions const& options) {
    LOTBRIDGE_TRY(auto const found, reader.quarantine({.after = options.quarantined - 1, .limit = 1}));
    if (found.empty() || found[0].id != options.quarantined)
        return fail(Errc::rejected, fmt::format("there is nothing {} in quarantine", options.quarantined));
    if (!options.json) {
        print_quarantined(console.out, found[0], options.reveal);
        return {};
    }
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    write_quarantined(writer, found[0], options.reveal);
    console.out << buffer.GetString() << '\n';
    return {};
}

// One message per line, page by page: an outbox of a million messages needs no memory.
Result<> export_lines(store::Reader const& reader, ListOptions const& options, std::ostream& out, std::size_t& count) {
    auto filter = options.filter();
    filter.limit = page;
    while (true) {
        LOTBRIDGE_TRY(auto const letters, reader.letters(filter));
        for (auto const& letter : letters) {
            rapidjson::StringBuffer buffer;
            JsonWriter writer(buffer);
            write_letter(writer, letter, options.reveal);
            out << buffer.GetString() << '\n';
        }
        count += letters.size();
        if (letters.size() < page) return {};
        filter.after = letters.back().letter.seq;
    }
}

Result<> export_all(store::Reader const& reader, Console console, ListOptions const& options) {
    std::size_t count = 0;
    if (options.file.empty()) return export_lines(reader, options, console.out, count);
    LOTBRIDGE_CHECK(base::check_new(base::to_path(options.file)));
    std::ofstream out(base::to_path(options.file), std::ios::binary | std::ios::trunc);
    LOTBRIDGE_CHECK(export_lines(reader, options, out, count));
    out.close();
    if (!out) return fail(Errc::retry, fmt::format("cannot write {}", options.file));
    console.out << fmt::format("{} messages written to {}\n", count, options.file);
    return {};
}

Result<> verify(store::Reader const& reader, Console console) {
    LOTBRIDGE_TRY(auto const findings, reader.verify());
    for (auto const& finding : findings) console.out << finding << '\n';
    if (findings.empty()) {
        console.out << "the store is whole\n";
        return {};
    }
    return fail(Errc::rejected, fmt::format("{} findings", findings.size()));
}

void add_list(CLI::App& outbox, Invocation& invocation) {
    auto* command = add_command(outbox, "list", "What is in the outbox",
                                "  lotbridge outbox list --state held\n"
                                "  lotbridge outbox list --record R20260728001 --json\n"
                                "  lotbridge outbox list --quarantine\n"
                                "  lotbridge outbox list --payments\n"
                                "  lotbridge outbox list --deductions --record R20260728001");
    auto const options = std::make_shared<ListOptions>();
    add_filter_options(*command, options);
    add_form_options(*command, options);
    command->add_option("--limit", options->limit, "At most this many")
        ->capture_default_str()
        ->check(CLI::Range(1, 10000));
    command->add_flag("--quarantine", options->quarantine, "What broke the schema, instead of messages");
    command
        ->add_flag("--payments", options->payments,
                   "Payments that the cloud reported and the lot's system has not taken yet, or refuses")
        ->excludes("--quarantine");
    command
        ->add_flag("--deductions", options->deductions,
                   "Automatic deductions and what became of them, instead of messages")
        ->excludes("--quarantine", "--payments");
    command->callback(reading(invocation, [options](store::Reader const& reader, Invocation& call) {
        auto const filter = options->filter();
        if (options->quarantine)
            return list(reader.quarantine(filter), quarantine_table, write_quarantined, call.console, *options);
        if (options->payments)
            return list(reader.payments(filter), payment_table, write_payment, call.console, *options);
        if (options->deductions)
            return list(reader.questions(filter), question_table, write_question, call.console, *options);
        return list(reader, call.console, *options);
    }));
}

void add_show(CLI::App& outbox, Invocation& invocation) {
    auto* command = add_command(outbox, "show", "One message, whole",
                                "  lotbridge outbox show 4711 --reveal\n"
                                "  lotbridge outbox show --quarantined 3");
    auto const options = std::make_shared<ListOptions>();
    auto* what = command->add_option_group("message")->require_option(1);
    what->add_option("SEQ", options->number, "Number of the message, as `list` shows it");
    what->add_option("--quarantined", options->quarantined,
                     "A row of `list --quarantine`, by its id, with all that is wrong with it");
    add_form_options(*command, options);
    command->callback(reading(invocation, [options](store::Reader const& reader, Invocation& call) {
        return options->quarantined > 0 ? show_quarantined(reader, call.console, *options)
                                        : show(reader, call.console, *options);
    }));
}

void add_export(CLI::App& outbox, Invocation& invocation) {
    auto* command = add_command(outbox, "export", "Messages as JSON, one per line",
                                "  lotbridge outbox export --state dead --to dead.jsonl\n"
                                "  lotbridge outbox export --lot demo --reveal | gzip > demo.jsonl.gz");
    auto const options = std::make_shared<ListOptions>();
    add_filter_options(*command, options);
    command->add_flag("--reveal", options->reveal, "With plates, phone numbers and the like");
    command->add_option("--to", options->file, "File to write (else standard output)");
    command->callback(reading(invocation, [options](store::Reader const& reader, Invocation& call) {
        return export_all(reader, call.console, *options);
    }));
}

void add_verify(CLI::App& outbox, Invocation& invocation) {
    auto* command = add_command(outbox, "verify", "Whether the store and its pictures are whole",
                                "  lotbridge outbox verify --data /var/lib/lotbridge");
    command->callback(reading(
        invocation, [](store::Reader const& reader, Invocation& call) { return verify(reader, call.console); }));
}

}  // namespace

void add_outbox(CLI::App& program, Invocation& invocation) {
    auto* outbox =
        add_command(program, "outbox", "Messages on their way to the cloud, beside a running host or on a stopped one",
                    "  lotbridge outbox list --state held\n"
                    "  lotbridge outbox show 4711\n"
                    "  lotbridge outbox retry --all-dead\n"
                    "  lotbridge outbox list --help");
    outbox->require_subcommand(1);
    outbox->fallthrough();
    add_list(*outbox, invocation);
    add_show(*outbox, invocation);
    add_outbox_hands(*outbox, invocation);
    add_export(*outbox, invocation);
    add_verify(*outbox, invocation);
}

}  // namespace lotbridge::os
