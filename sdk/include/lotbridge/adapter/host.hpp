// The host as an adapter sees it. Valid from the first start() on; not in the adapter's constructor.
#pragma once

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/result.hpp>
#include <lotbridge/schema/json.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace lotbridge {

class Batch;

enum class LogLevel { debug = LB_LOG_DEBUG, info = LB_LOG_INFO, warning = LB_LOG_WARNING, error = LB_LOG_ERROR };

class Host {
public:
    Host() = default;
    explicit Host(lb_host const* host) : host_(host) {}

    // Any thread. Never with plates, phone numbers, tokens or passwords in clear.
    void log(LogLevel level, std::string_view line) const;
    // For facts that come up while a command is carried out; what poll() returns is submitted by itself. On disk on
    // return.
    Result<> submit(Batch const& batch) const;
    // Stores a picture of at most 8 MiB and gives the key to put into Batch::add_image.
    Result<std::string> put_image(std::string_view media_type, std::string_view bytes) const;
    // Asks the cloud and waits for its answer, inside poll(), look() or a handler; abi/ask.h says what is promised.
    // limit 0: as long as the platform's profile allows. Any error means: go on without the cloud, charge as usual.
    // Errc::retry: no answer in time; a deduction that was made all the same comes as a prepayment, its orderCode the
    // answer's orderNum.
    template <schema::Message M>
    Result<schema::Reply<M>> ask(M const& question, std::chrono::milliseconds limit = {}) const {
        static_assert(schema::about<M>.queueing == schema::Queueing::never, "not a question: it goes into a Batch");
        LOTBRIDGE_TRY(auto const answer, ask(schema::about<M>.id, schema::encode(question), limit));
        return schema::decode<schema::Reply<M>>(answer);
    }
    // For adapters that work with any message: an interface's id, a JSON object, and another one in answer.
    Result<std::string> ask(std::string_view name, std::string_view body, std::chrono::milliseconds limit = {}) const;
    // Any thread: something has come from outside, look() shall be called as soon as the adapter's thread is free.
    // abi/wake.h says what is promised. A host that does not offer it goes by look_every() alone.
    void wake() const;
    // Null when the host does not offer it.
    void const* extension(char const* id) const { return host_->extension(host_, id); }

private:
    lb_host const* host_ = nullptr;
};

}  // namespace lotbridge
