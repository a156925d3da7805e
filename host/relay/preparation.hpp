// What a claimed letter may need before it can be sent: its record folded, its plate corrected, its picture read once
// the cloud has the record that it belongs to.
// Network thread only.
#pragma once

#include "base/scheduler.hpp"
#include "config/settings.hpp"
#include "store/store.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lotbridge::relay {

struct Fold;

// Reads a picture off the network thread and calls back on it.
using ImageReader = std::function<void(std::string key, std::function<void(Result<std::string>)>)>;

struct Prepared {
    enum class Verdict {
        sendable,
        waits,   // for its record, which the cloud has not accepted yet
        failed,  // now; time may mend it
        hopeless,
        too_late,  // no message is left for it
    };
    store::Letter letter;
    std::string image;
    Verdict verdict = Verdict::sendable;
    std::string words;  // why it cannot be sent
};

// Most letters can be sent as they are.
bool needs_preparation(store::Letter const& letter);

class Preparation : public std::enable_shared_from_this<Preparation> {
public:
    using Done = std::function<void(Prepared)>;

    Preparation(store::Store& store, base::Scheduler& scheduler, config::LotSettings const& settings,
                ImageReader read_image);

    void prepare(store::Letter letter, Done done);

private:
    using Letters = std::vector<store::Letter>;
    using Step = void (Preparation::*)(store::Letter letter, Letters const& history, Done done);
    void read_history(store::Letter letter, Step step, Done done);
    void fold_record(store::Letter letter, Letters const& history, Done done);
    void rewrite(store::Letter letter, Fold fold, Done done);
    void correct_exit(store::Letter letter, Letters const& history, Done done);
    void look_for_exit(store::Letter letter, Letters const& history, Done done);
    void await_record(store::Letter letter, Letters const& history, Done done);
    void attach_image(store::Letter letter, Done done);

    store::Store& store_;
    base::Scheduler& scheduler_;
    config::LotSettings const& settings_;
    ImageReader read_image_;
};

}  // namespace lotbridge::relay
