#include "app/preview.hpp"

#include "app/loading.hpp"
#include "plugin/adapter.hpp"
#include "relay/letters.hpp"

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
        item.problems = std::move(std::get<store::NewQuarantine>(made).problems);
    }
    return item;
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
    std::string left_out;
    while (!out.more) {
        auto const polled = adapter->poll();
        if (!polled.ok()) return fail(Errc(polled.status), polled.words);
        left_out = polled.words;
        if (!polled.more) break;
    }
    adapter->stop();
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
