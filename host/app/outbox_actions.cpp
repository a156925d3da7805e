#include "app/outbox_actions.hpp"

#include "relay/letters.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <algorithm>

namespace lotbridge::app {
namespace {

using Answer = std::function<void(Result<std::string>)>;

Result<std::vector<std::int64_t>> numbers(rapidjson::Document const& arguments, char const* name) {
    auto const found = arguments.FindMember(name);
    if (found == arguments.MemberEnd() || !found->value.IsArray() || found->value.Empty())
        return fail(Errc::rejected, std::string("\"") + name + "\" must be a list of numbers");
    std::vector<std::int64_t> out;
    for (auto const& number : found->value.GetArray()) {
        if (!number.IsInt64())
            return fail(Errc::rejected, std::string("\"") + name + "\" holds something that is no number");
        out.push_back(number.GetInt64());
    }
    return out;
}

Result<std::string> reason(rapidjson::Document const& arguments) {
    auto const why = arguments.FindMember("why");
    if (why == arguments.MemberEnd() || !why->value.IsString() || why->value.GetStringLength() == 0)
        return fail(Errc::rejected, "\"why\" is missing: say why this is dropped, it is kept with it");
    return std::string(why->value.GetString());
}

store::Done<std::size_t> tell_count(Answer answer) {
    return [answer = std::move(answer)](Result<std::size_t> changed) {
        if (!changed) return answer(fail(changed.error()));
        answer("{\"changed\":" + std::to_string(*changed) + "}");
    };
}

store::Done<store::Requeued> tell_requeued(Answer answer) {
    return [answer = std::move(answer)](Result<store::Requeued> requeued) {
        if (!requeued) return answer(fail(requeued.error()));
        rapidjson::StringBuffer buffer;
        rapidjson::Writer writer(buffer);
        writer.StartObject();
        writer.Key("changed");
        writer.Uint64(requeued->letters);
        writer.Key("refused");
        writer.StartArray();
        for (auto const& [id, words] : requeued->refused) {
            writer.StartObject();
            writer.Key("id");
            writer.Int64(id);
            writer.Key("words");
            writer.String(words.c_str());
            writer.EndObject();
        }
        writer.EndArray();
        writer.EndObject();
        answer(buffer.GetString());
    };
}

// The same way as a message that an adapter delivers now, save for the time at which it came.
store::Remake remake_for(std::map<std::string, config::LotSettings> lots) {
    return [lots = std::move(lots)](store::Quarantined const& row) -> Result<relay::LetterOrQuarantine> {
        auto const lot = lots.find(row.lot);
        if (lot == lots.end())
            return fail(Errc::rejected, "it cannot be checked, because no settings of the lot \"" + row.lot +
                                            "\" are at hand; name them with --settings");
        plugin::Message const message{
            .name = row.topic, .body = row.body, .key = row.key, .image = row.image, .origin = row.origin};
        return relay::make_letter(message, lot->second, row.at);
    };
}

}  // namespace

void change_outbox(store::Store& store, LotsByName const& lots, std::string_view action, std::string_view arguments,
                   Answer answer) {
    rapidjson::Document document;
    document.Parse(arguments.data(), arguments.size());
    if (document.HasParseError() || !document.IsObject())
        return answer(fail(Errc::rejected, "the arguments are no JSON object"));
    if (std::ranges::find(outbox_actions, action) == std::end(outbox_actions))
        return answer(fail(Errc::unsupported, "there is no action \"" + std::string(action) + "\""));
    auto list = numbers(document, action == "retry" || action == "drop" ? "letters" : "ids");
    if (!list) return answer(fail(list.error()));
    auto done = tell_count(answer);
    auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (action == "retry") return store.retry(std::move(*list), now, std::move(done));
    if (action == "retry_quarantine")
        return store.retry_quarantine(std::move(*list), remake_for(lots()), tell_requeued(answer));
    if (action == "retry_payments") return store.retry_payments(std::move(*list), std::move(done));
    auto why = reason(document);
    if (!why) return answer(fail(why.error()));
    if (action == "drop") return store.drop(std::move(*list), std::move(*why), std::move(done));
    if (action == "drop_quarantine") return store.drop_quarantine(std::move(*list), std::move(*why), std::move(done));
    store.drop_payments(std::move(*list), std::move(*why), now, std::move(done));
}

}  // namespace lotbridge::app
