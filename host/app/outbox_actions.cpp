#include "app/outbox_actions.hpp"

#include <rapidjson/document.h>
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

}  // namespace

void change_outbox(store::Store& store, std::string_view action, std::string_view arguments, Answer answer) {
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
    if (action == "retry_quarantine") return store.retry_quarantine(std::move(*list), std::move(done));
    if (action == "retry_payments") return store.retry_payments(std::move(*list), std::move(done));
    auto why = reason(document);
    if (!why) return answer(fail(why.error()));
    if (action == "drop") return store.drop(std::move(*list), std::move(*why), std::move(done));
    store.drop_payments(std::move(*list), std::move(*why), now, std::move(done));
}

}  // namespace lotbridge::app
