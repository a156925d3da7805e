// An adapter whose legacy system pushes: devices or a vendor's platform say what happens, on the network thread. On the
// adapter's thread it becomes messages, goes to the host together with the cursor, and is answered only when that is on
// disk; whatever was not answered comes again. A brand derives from this class, opens its listeners and connections in
// open(), hands what they hear to heard(), and says in take() what becomes of it:
//
//   Result<> take(std::vector<Ring> rings) override {
//       auto next = draft();
//       for (auto const& ring : rings)
//           if (next.known.see("rings", ring.id) == Memory::Seen::fresh) next.batch.add(entry_of(ring), ring.id);
//       LOTBRIDGE_CHECK(keep(std::move(next)));
//       for (auto const& ring : rings) ring.answer.send(200, "{}");
//       return {};
//   }
//
// Needs the SDK's component net.
#pragma once

#include <lotbridge/abi/wake.h>
#include <lotbridge/adapter.hpp>
#include <lotbridge/adapter/memory.hpp>
#include <lotbridge/net/inbox.hpp>
#include <lotbridge/net/network.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lotbridge {

struct PushedRoom {
    std::size_t waiting = 500;  // items that are kept until they are taken
    std::size_t at_once = 50;   // items that one take() gets: what becomes of them is one batch
};

// Item: what was heard, with what it takes to answer it. Known: all that must outlive a restart, a value that is
// copied, compared and, as the cursor, written by text() and read by Known::read(cursor), as Memory is. Unless
// something else is said, all is called on the adapter's thread.
template <class Item, class Known = Memory>
class PushedAdapter : public Adapter {
public:
    Result<> start(Settings const& settings) final {
        cursor_.reset();
        auto opened = open_all(settings);
        if (!opened) stop();
        return opened;
    }
    void stop() final {
        close();
        inbox_.clear();  // unanswered: it comes again
        network_.reset();
    }
    // Those who read as well as listen override both, and call these first.
    Result<Batch> poll(std::string_view cursor) override {
        if (cursor_ != cursor) {
            LOTBRIDGE_TRY(known_, recall(cursor));
            cursor_ = cursor;
        }
        LOTBRIDGE_CHECK(attend());
        return Batch();
    }
    Result<Batch> look() override {
        if (cursor_) LOTBRIDGE_CHECK(attend());
        return Batch();
    }
    // What is heard wakes the host. Without that, how long it may wait; with it, how often take() comes without a
    // cause.
    std::chrono::milliseconds look_every() const override {
        return std::chrono::milliseconds(host().extension(LB_EXT_WAKE) ? 1000 : 50);
    }
    // Until the first poll nobody knows what was done before, and an answer that is kept would be kept alone.
    Result<std::string> command(Command const& command) override {
        auto const* interface = schema::find_interface(command.name);
        bool const offered = interface && capabilities()[interface->number] != Support::unsupported;
        if (cursor_ || !offered) return Adapter::command(command);
        return fail(Errc::retry, "not carried out: the adapter has only just started");
    }

protected:
    explicit PushedAdapter(PushedRoom room = {}) : at_once_(room.at_once), inbox_(room.waiting) {}

    // Opens what stands on the network. An error: the adapter does not start, and close() is called.
    virtual Result<> open(Settings const& settings, net::Network& network) = 0;
    // Lets go of all that open() has opened, however far it came. Afterwards nobody calls heard().
    virtual void close() = 0;
    // What was heard, the oldest first; nothing, when it is called for what else may be due. What is not answered here,
    // and not put aside, is not answered at all. An error is that of the poll or look.
    virtual Result<> take(std::vector<Item> items) = 0;
    // The host's cursor, when it is not the one that was kept last: at the first poll, and when the host went back to
    // an older one. "": the beginning.
    virtual Result<Known> recall(std::string_view cursor) { return Known::read(cursor); }

    // Any thread, between open() and close(). False: there is no room, and nothing was kept; "come again" is the
    // answer.
    bool heard(Item item) {
        if (!inbox_.put(std::move(item))) return false;
        host().wake();
        return true;
    }
    // For a check, which waits for what comes and stores nothing.
    net::Inbox<Item>& inbox() { return inbox_; }

    Known const& known() const { return known_; }
    // What is to be known next; begins with what is known now.
    struct Draft {
        Batch batch;
        Known known;
    };
    Draft draft() const { return {{}, known_}; }
    // On disk on return, batch and cursor together; an error: neither is, and all is known as before. Inside poll, look
    // and handlers. A draft that changes nothing costs nothing.
    Result<> keep(Draft draft) {
        if (draft.known == known_ && draft.batch.messages().empty()) return {};
        auto cursor = draft.known.text();
        draft.batch.resume_at(cursor);
        LOTBRIDGE_CHECK(host().submit(draft.batch));
        known_ = std::move(draft.known);
        cursor_ = std::move(cursor);
        return {};
    }

private:
    Result<> open_all(Settings const& settings) {
        LOTBRIDGE_TRY(network_, net::Network::start());
        return open(settings, *network_);
    }
    Result<> attend() {
        auto items = inbox_.take(at_once_);
        if (inbox_.size() > 0) host().wake();
        return take(std::move(items));
    }

    std::size_t const at_once_;
    Known known_;
    std::optional<std::string> cursor_;  // that known_ is, once one was given
    std::optional<net::Network> network_;
    net::Inbox<Item> inbox_;  // goes before the network, as all that a brand opens on it
};

}  // namespace lotbridge
