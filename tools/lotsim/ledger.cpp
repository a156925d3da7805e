#include "lotsim/ledger.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <chrono>

namespace lotbridge::lotsim {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;
using Milliseconds = std::chrono::milliseconds;

void put(Writer& out, std::string_view text) { out.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }

struct PutFact {
    Writer& out;
    void operator()(std::monostate) const { out.Null(); }
    void operator()(std::string const& text) const { put(out, text); }
    void operator()(std::int64_t number) const { out.Int64(number); }
    void operator()(bool yes) const { out.Bool(yes); }
    void operator()(Money amount) const { out.Int64(amount.fen()); }
    void operator()(LocalTime time) const { time.empty() ? void(out.Null()) : put(out, time.text()); }
};

}  // namespace

Result<Ledger> Ledger::open(std::filesystem::path const& file) {
    std::ofstream out(file, std::ios::binary | std::ios::app);
    if (!out) return fail(Errc::misuse, fmt::format("cannot write the ledger {}", file.string()));
    return Ledger(file, std::move(out));
}

Result<> Ledger::write(std::string_view what, std::vector<Member> const& members) {
    rapidjson::StringBuffer text;
    Writer writer(text);
    writer.StartObject();
    writer.Key("what");
    put(writer, what);
    for (auto const& member : members) {
        writer.Key(member.name.data(), static_cast<rapidjson::SizeType>(member.name.size()));
        std::visit(PutFact{writer}, member.value);
    }
    writer.Key("written");
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    writer.Int64(std::chrono::duration_cast<Milliseconds>(now).count());
    writer.EndObject();
    out_ << std::string_view(text.GetString(), text.GetSize()) << '\n' << std::flush;
    if (!out_) return fail(Errc::retry, fmt::format("writing to the ledger {} failed", file_.string()));
    return {};
}

}  // namespace lotbridge::lotsim
