#include "app/preview.hpp"

#include "app/loading.hpp"
#include "plugin/adapter.hpp"
#include "relay/letters.hpp"

#include <lotbridge/schema/body.hpp>
#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/text/json.hpp>

#include <map>

namespace lotbridge::app {
namespace {

PreviewItem item_of(std::string const& adapter, plugin::Message const& message, config::LotSettings const& lot,
                    WallTime now, std::size_t image_bytes) {
    PreviewItem item{.adapter = adapter, .topic = message.name, .origin = message.origin, .image_bytes = image_bytes};
    auto made = relay::make_letter(message, lot, now);
    if (auto* letter = std::get_if<store::NewLetter>(&made)) {
        item.record = std::move(letter->record);
        item.body = std::move(letter->body);
    } else {
        item.body = message.body;
        if (auto const json = JsonValue::parse(message.body)) item.record = (*json)["recordCode"].text();
        item.problems = std::move(std::get<store::NewQuarantine>(made).problems);
    }
    return item;
}

PreviewItem question_of(std::string const& adapter, plugin::Message const& message, config::LotSettings const& lot) {
    PreviewItem item{.adapter = adapter, .topic = message.name, .body = message.body, .question = true};
    auto const* interface = schema::find_interface(message.name);
    if (!interface || interface->queueing != schema::Queueing::never) {
        item.problems = "this is no question to the cloud";
        return item;
    }
    auto const body = schema::Body::read(*interface->request, message.body);
    if (!body) {
        item.problems = body.error().message;
        return item;
    }
    item.record = body->text("recordCode");
    schema::Default const defaults[] = {{"parkId", lot.park_id}};
    item.body = body->normalised(defaults);
    return item;
}

Result<> list_questions(std::string const& name, plugin::Adapter& adapter, config::LotSettings const& lot,
                        std::size_t limit, Preview& out) {
    if (adapter.look_interval() == std::chrono::milliseconds(0)) return {};
    LOTBRIDGE_TRY(auto const questions, adapter.questions());
    for (auto const& question : questions) {
        if (out.items.size() == limit) {
            out.more = true;
            break;
        }
        out.items.push_back(question_of(name, question, lot));
    }
    return {};
}

Result<> read_adapter(config::AdapterSettings const& settings, LoadedAdapter loaded, std::string cursor,
                      config::LotSettings const& lot, std::size_t limit, WallTime now, Preview& out) {
    std::map<std::string, std::size_t> images;
    plugin::Upward upward{
        .submit = [&](std::vector<plugin::Message> messages, std::string) -> Result<> {
            for (auto const& message : messages) {
                if (out.items.size() == limit) {
                    out.more = true;
                    break;
                }
                out.items.push_back(item_of(settings.name, message, lot, now, images[message.image]));
            }
            return {};
        },
        .put_image = [&](std::string_view, std::string_view bytes) -> Result<std::string> {
            auto key = "preview-" + std::to_string(images.size());
            images[key] = bytes.size();
            return key;
        },
        .log = [](int, std::string_view) {},
        .cursor = [&]() -> Result<std::string> { return cursor; },
    };
    plugin::HostSide side(std::move(upward));
    LOTBRIDGE_TRY(auto adapter, plugin::Adapter::create(std::move(loaded.library), side));
    if (auto const started = adapter->start(loaded.settings); !started.ok())
        return fail(Errc(started.status), started.words);
    side.set_cursor(std::move(cursor));
    auto const listed = list_questions(settings.name, *adapter, lot, limit, out);
    std::string left_out;
    while (!out.more) {
        auto const polled = adapter->poll();
        if (!polled.ok()) return fail(Errc(polled.status), polled.words);
        left_out = polled.words;
        if (!polled.more) break;
    }
    adapter->stop();
    LOTBRIDGE_CHECK(listed);
    return left_out.empty() ? Result<>() : fail(Errc::retry, std::move(left_out));
}

}  // namespace

Preview preview(config::LotSettings const& lot, plugin::Catalogue const& catalogue,
                std::function<std::string(std::string const& adapter)> const& cursor, std::size_t limit, WallTime now) {
    Preview out;
    for (auto const& settings : lot.adapters) {
        auto loaded = load_adapter(settings, catalogue);
        auto const read = loaded
                              ? read_adapter(settings, std::move(*loaded), cursor(settings.name), lot, limit, now, out)
                              : Result<>(fail(loaded.error()));
        if (!read) out.failures.push_back(settings.name + ": " + read.error().message);
    }
    return out;
}

}  // namespace lotbridge::app
