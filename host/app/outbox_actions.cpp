#include "app/outbox_actions.hpp"

#include <rapidjson/document.h>

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

store::Done<std::size_t> tell_count(Answer answer) {
    return [answer = std::move(answer)](Result<std::size_t> changed) {
        if (!changed) return answer(fail(changed.error()));
        answer("{\"changed\":" + std::to_string(*changed) + "}");
    };
}

}  // namespace

void change_outbox(store::Store& store, std::string_view action, std::string_view arguments, Answer answer) {
    rapidjson::Document document;
    document.Parse(arguments.data(), arguments.size());
    if (document.HasParseError() || !document.IsObject())
        return answer(fail(Errc::rejected, "the arguments are no JSON object"));
    auto const list = numbers(document, action == "retry_quarantine" ? "ids" : "letters");
    if (!list) return answer(fail(list.error()));
    auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (action == "retry") return store.retry(*list, now, tell_count(std::move(answer)));
    if (action == "retry_quarantine") return store.retry_quarantine(*list, tell_count(std::move(answer)));
    if (action != "drop") return answer(fail(Errc::unsupported, "there is no action \"" + std::string(action) + "\""));
    auto const why = document.FindMember("why");
    if (why == document.MemberEnd() || !why->value.IsString() || why->value.GetStringLength() == 0)
        return answer(
            fail(Errc::rejected, "\"why\" is missing: say why the letters are dropped, it is kept with them"));
    store.drop(*list, why->value.GetString(), tell_count(std::move(answer)));
}

}  // namespace lotbridge::app
