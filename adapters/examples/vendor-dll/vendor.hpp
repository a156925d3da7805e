// The vendor's DLL, loaded by its full path: what it needs lies beside it, and it is not there when this is built.
#pragma once

#include "pk/pk_sdk.h"

#include <lotbridge/result.hpp>

#include <memory>
#include <string>

namespace lotbridge::vendor_dll {

struct Vendor {
    decltype(&PK_Open) open = nullptr;
    decltype(&PK_Close) close = nullptr;
    decltype(&PK_SetPassageCallback) set_passage_callback = nullptr;
    decltype(&PK_Acknowledge) acknowledge = nullptr;
    decltype(&PK_OpenGate) open_gate = nullptr;
    decltype(&PK_ErrorText) error_text = nullptr;

    // It stays loaded as long as the process lives: its threads would not survive an unloading.
    static Result<std::shared_ptr<Vendor const>> load(std::string const& path);
    // "opening the device at 10.0.0.9: 密码错误 (7)"
    Error error(std::string const& attempted, int number) const;
};

}  // namespace lotbridge::vendor_dll
