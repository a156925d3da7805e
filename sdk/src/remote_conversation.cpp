#include "remote_conversation.hpp"

#include <lotbridge/abi/ask.h>
#include <lotbridge/abi/images.h>

#include "border.hpp"

#include <algorithm>
#include <limits>

namespace lotbridge::remote {
namespace {

using detail::borrow;
using std::chrono::steady_clock;

// The host's own status and words, as the program gets them.
template <class Call>
Result<> hosts(Call call) {
    lb_error error{sizeof error, 0, {}};
    auto const status = call(&error);
    if (status == LB_OK) return {};
    return fail(static_cast<Errc>(status), std::string(error.text, error.text_size));
}

void LOTBRIDGE_CALL take_text(void* context, lb_text value) {
    *static_cast<std::string*>(context) = std::string(detail::view(value));
}

template <class Ability>
Result<Ability const*> ability(lb_host const* host, char const* id) {
    auto const* found = static_cast<Ability const*>(host->extension(host, id));
    if (!found) return fail(Errc::unsupported, std::string("this host does not offer ") + id);
    return found;
}

}  // namespace

Result<Greeting> greet(Channel& channel, std::chrono::milliseconds limit) {
    LOTBRIDGE_CHECK(channel.send(request(0, Hello{})));
    LOTBRIDGE_TRY(auto const incoming, channel.receive(steady_clock::now() + limit));
    if (incoming.kind == Incoming::Kind::failure) return fail(incoming.error);
    if (incoming.kind != Incoming::Kind::answer || incoming.id != 0)
        return fail(Errc::broken, "it did not answer the greeting");
    LOTBRIDGE_TRY(auto greeting, incoming.read<Greeting>());
    if (greeting.protocol != protocol_version) {
        return fail(Errc::rejected, "it speaks version " + std::to_string(greeting.protocol) +
                                        " of the adapter protocol; this host speaks version " +
                                        std::to_string(protocol_version));
    }
    return greeting;
}

Error Conversation::end(std::string words) {
    channel_.reset();
    return {Errc::broken, fault_ = std::move(words)};
}

Result<Incoming> Conversation::exchange(std::string const& message, Sinks const& sinks) {
    sent_ = false;
    if (!channel_) return fail(Errc::broken, fault_);
    if (auto const sent = channel_->send(message); !sent) return fail(end(sent.error().message));
    sent_ = true;
    auto const id = next_++;
    for (auto limit = steady_clock::now() + limit_;;) {
        auto incoming = channel_->receive(limit);
        if (!incoming) return fail(end(std::move(incoming.error().message)));
        auto const begun = steady_clock::now();
        switch (incoming->kind) {
            case Incoming::Kind::notification:
                told(*incoming, sinks);
                break;
            case Incoming::Kind::request:
                if (auto const given = channel_->send(answer_to(*incoming)); !given)
                    return fail(end(given.error().message));
                break;
            case Incoming::Kind::answer:
            case Incoming::Kind::failure:
                if (incoming->id != id) return fail(end("it answered what was not asked"));
                if (incoming->kind == Incoming::Kind::failure) return fail(incoming->error);
                return incoming;
        }
        limit += steady_clock::now() - begun;  // the host's own time: a slow disk is not the program's fault
    }
}

// What nobody asked for, or cannot be read, is passed over.
void Conversation::told(Incoming const& notification, Sinks const& sinks) {
    if (notification.method == Found::method) {
        if (auto const found = notification.read<Found>()) sinks.found(found->message);
    } else if (notification.method == Finding::method) {
        if (auto const finding = notification.read<Finding>()) sinks.finding(*finding);
    }
}

std::string Conversation::answer_to(Incoming const& request) {
    auto const with = [&]<class Message>(Result<Message> const& params, auto act) {
        if (!params) return failure(request.id, params.error());
        auto const result = (this->*act)(*params);
        return result ? answer(request.id, *result) : failure(request.id, result.error());
    };
    if (request.method == Submit::method) return with(request.read<Submit>(), &Conversation::submit);
    if (request.method == PutImage::method) return with(request.read<PutImage>(), &Conversation::put_image);
    if (request.method == Ask::method) return with(request.read<Ask>(), &Conversation::ask);
    return failure(request.id, {Errc::unsupported, "the host has no method of this name"});
}

Result<Done> Conversation::submit(Submit const& batch) {
    std::vector<lb_message> borrowed;
    borrowed.reserve(batch.messages.size());
    for (auto const& fact : batch.messages) borrowed.push_back(borrow(fact));
    LOTBRIDGE_CHECK(hosts([&](lb_error* error) {
        return host_->submit(host_, borrowed.data(), borrowed.size(), borrow(batch.cursor), error);
    }));
    return Done{};
}

Result<ImageKey> Conversation::put_image(PutImage const& picture) {
    LOTBRIDGE_TRY(auto const* images, ability<lb_host_images>(host_, LB_EXT_IMAGES));
    auto const& bytes = picture.data.bytes;
    ImageKey image;
    LOTBRIDGE_CHECK(hosts([&](lb_error* error) {
        return images->put(host_, borrow(picture.media_type), bytes.data(), bytes.size(), take_text, &image.key, error);
    }));
    return image;
}

Result<Reply> Conversation::ask(Ask const& question) {
    LOTBRIDGE_TRY(auto const* asking, ability<lb_host_ask>(host_, LB_EXT_ASK));
    Fact const fact{.name = question.name, .body = question.body};
    auto const message = borrow(fact);
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    auto const limit = static_cast<std::uint32_t>(std::clamp<std::int64_t>(question.limit_ms, 0, most));
    Reply reply;
    LOTBRIDGE_CHECK(hosts(
        [&](lb_error* error) { return asking->ask(host_, &message, limit, take_text, &reply.body.text, error); }));
    return reply;
}

}  // namespace lotbridge::remote
