#include "app/preview.hpp"

#include "app/adapters.hpp"
#include "app/loading.hpp"
#include "plugin/adapter.hpp"
#include "relay/givers.hpp"
#include "relay/lanes.hpp"
#include "relay/letters.hpp"

#include <lotbridge/schema/body.hpp>
#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/text/json.hpp>

#include <algorithm>
#include <map>
#include <mutex>

namespace lotbridge::app {
namespace {

// The lot as a whole: whose messages count, and what the cloud calls its lanes. Adapters are read in the file's order,
// so that all that stand before one have told what they can.
struct Story {
    explicit Story(config::LotSettings const& settings)
        : lot(settings), givers(settings.adapters), lanes(settings.lanes) {}

    bool leaves(std::string const& adapter, std::string const& topic) const {
        return givers.verdict(adapter, topic) == relay::Givers::Verdict::leaves;
    }

    config::LotSettings const& lot;
    relay::Givers givers;
    relay::Lanes lanes;
};

PreviewItem item_of(std::string const& adapter, plugin::Message message, Story const& story, WallTime now,
                    std::size_t image_bytes) {
    PreviewItem item{.adapter = adapter,
                     .topic = message.name,
                     .origin = message.origin,
                     .left = story.leaves(adapter, message.name),
                     .image_bytes = image_bytes};
    message.body = story.lanes.to_cloud(adapter, message.body).body;
    auto made = relay::make_letter(message, story.lot, now);
    if (auto* letter = std::get_if<store::NewLetter>(&made)) {
        item.record = std::move(letter->record);
        item.body = std::move(letter->body);
    } else {
        item.record = relay::found_by(message.key, message.body);
        item.body = message.body;
        item.problems = std::move(std::get<store::NewQuarantine>(made).problems);
    }
    return item;
}

PreviewItem question_of(std::string const& adapter, plugin::Message const& message, Story const& story) {
    PreviewItem item{.adapter = adapter,
                     .topic = message.name,
                     .body = message.body,
                     .question = true,
                     .left = story.leaves(adapter, message.name)};
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
    schema::Default const defaults[] = {{"parkId", story.lot.park_id}};
    item.body = body->normalised(defaults);
    return item;
}

// Not beyond the limit: what is not listed is not counted either.
void add(PreviewItem item, PreviewWish const& wish, Preview& out) {
    if (!wish.topic.empty() && item.topic != wish.topic) return;
    bool const broken = !item.problems.empty();
    bool const wanted = broken || !wish.problems;
    out.more = out.more || (wanted && out.items.size() == wish.limit);
    if (out.more) return;
    ++out.read;
    out.broken += broken ? 1 : 0;
    if (wanted) out.items.push_back(std::move(item));
}

// What an adapter warns of, from whichever of its threads.
class Warnings {
public:
    void take(int level, std::string words) {
        std::lock_guard const lock(mutex_);
        if (level < LB_LOG_WARNING || std::ranges::find(words_, words) != words_.end()) return;
        words_.push_back(std::move(words));
    }
    std::vector<std::string> all() {
        std::lock_guard const lock(mutex_);
        return words_;
    }

private:
    std::mutex mutex_;
    std::vector<std::string> words_;
};

Result<> list_questions(std::string const& name, plugin::Adapter& adapter, Story const& story, PreviewWish const& wish,
                        Preview& out) {
    if (adapter.look_interval() == std::chrono::milliseconds(0)) return {};
    LOTBRIDGE_TRY(auto const questions, adapter.questions());
    for (auto const& question : questions) add(question_of(name, question, story), wish, out);
    return {};
}

Result<> read_adapter(config::AdapterSettings const& settings, LoadedAdapter loaded, std::string cursor, Story& story,
                      PreviewWish const& wish, WallTime now, Warnings& warnings, Preview& out) {
    std::map<std::string, std::size_t> images;
    plugin::Upward upward{
        .submit = [&](std::vector<plugin::Message> messages, std::string) -> Result<> {
            for (auto const& message : messages)
                add(item_of(settings.name, message, story, now, images[message.image]), wish, out);
            return {};
        },
        .put_image = [&](std::string_view, std::string_view bytes) -> Result<std::string> {
            auto key = "preview-" + std::to_string(images.size());
            images[key] = bytes.size();
            return key;
        },
        .log = [&](int level, std::string_view line) { warnings.take(level, std::string(line)); },
        .cursor = [&]() -> Result<std::string> { return cursor; },
    };
    plugin::HostSide side(std::move(upward));
    LOTBRIDGE_TRY(auto adapter, plugin::Adapter::create(std::move(loaded.library), side));
    if (auto const started = adapter->start(loaded.settings); !started.ok())
        return fail(Errc(started.status), started.words);
    side.set_cursor(std::move(cursor));
    LOTBRIDGE_TRY(auto const sheet, adapter->capabilities());
    story.givers.learn(settings.name, offered(sheet));
    auto const listed = list_questions(settings.name, *adapter, story, wish, out);
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
                std::function<std::string(std::string const& adapter)> const& cursor, PreviewWish const& wish,
                WallTime now) {
    Preview out;
    Story story(lot);
    for (auto const& settings : lot.adapters) {
        auto loaded = load_adapter(settings, catalogue);
        Warnings warnings;
        auto const read =
            loaded ? read_adapter(settings, std::move(*loaded), cursor(settings.name), story, wish, now, warnings, out)
                   : Result<>(fail(loaded.error()));
        if (!read) out.failures.push_back(settings.name + ": " + read.error().message);
        for (auto const& words : warnings.all()) out.notes.push_back(settings.name + ": " + words);
    }
    return out;
}

}  // namespace lotbridge::app
