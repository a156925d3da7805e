// What a claimed letter may need before it can be sent: its record folded, its plate corrected, its picture read.
// Network thread only.
#pragma once

#include "base/scheduler.hpp"
#include "config/settings.hpp"
#include "store/store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace lotbridge::relay {

struct Fold;

// Reads a picture off the network thread and calls back on it.
using ImageReader = std::function<void(std::string key, std::function<void(Result<std::string>)>)>;

struct Prepared {
    store::Letter letter;
    std::string image;
    std::optional<std::string> failure;  // words; the letter cannot be sent
    bool for_good = false;               // a failure that time will not mend
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
    void fold_record(store::Letter letter, Done done);
    void rewrite(store::Letter letter, Fold fold, Done done);
    void correct_exit(store::Letter letter, Done done);
    void attach_image(store::Letter letter, Done done);

    store::Store& store_;
    base::Scheduler& scheduler_;
    config::LotSettings const& settings_;
    ImageReader read_image_;
};

}  // namespace lotbridge::relay
