// What one poll has found, and where the next one goes on. The host stores both in one transaction.
#pragma once

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/image_upload.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lotbridge {

// Where a fact comes from. Inferred facts (a tidy-up job invented the exit) are never billed nor reconciled.
enum class Origin { seen = LB_ORIGIN_SEEN, inferred = LB_ORIGIN_INFERRED, replay = LB_ORIGIN_REPLAY };

class Batch {
public:
    struct Message {
        std::string name, body, key, image;
        Origin origin = Origin::seen;
    };

    // key: identity of the fact in the legacy system; the same fact added again, even after a restart, is stored once.
    template <schema::Message M>
    void add(M const& message, std::string_view key = {}, Origin origin = Origin::seen) {
        constexpr auto const& about = schema::about<M>;
        static_assert(about.direction != schema::Direction::down, "the cloud sends this message, a lot does not");
        static_assert(about.queueing != schema::Queueing::never, "a question is asked: Host::ask");
        add_body(std::string(about.id), schema::encode(message), std::string(key), origin);
    }
    // image: what Host::put_image gave for the bytes.
    void add_image(vo::ImageUpload const& upload, std::string image, std::string key = {},
                   Origin origin = Origin::seen) {
        add_body(std::string(schema::about<vo::ImageUpload>.id), schema::encode(upload), std::move(key), origin,
                 std::move(image));
    }
    // For adapters that work with any message: an interface's id and a JSON object under wire names.
    void add_body(std::string name, std::string body, std::string key = {}, Origin origin = Origin::seen,
                  std::string image = {}) {
        messages_.push_back({std::move(name), std::move(body), std::move(key), std::move(image), origin});
    }

    // Without it, the cursor stays where it is.
    void resume_at(std::string cursor) { cursor_ = std::move(cursor); }
    // There is more to read: poll again at once instead of after the poll interval.
    void ask_again(bool again = true) { again_ = again; }
    // Part of the legacy system could not be read and stays to be read: why, for the operator. The rest of the batch
    // counts, and polling goes on at its pace.
    void leave_out(std::string why) { left_out_ = std::move(why); }

    std::vector<Message> const& messages() const { return messages_; }
    std::optional<std::string> const& cursor() const { return cursor_; }
    bool wants_again() const { return again_; }
    std::string const& left_out() const { return left_out_; }  // empty: nothing

private:
    std::vector<Message> messages_;
    std::optional<std::string> cursor_;
    std::string left_out_;
    bool again_ = false;
};

}  // namespace lotbridge
