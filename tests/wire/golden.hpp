// Whole sealed messages as files. They were computed from the standard with another program and another MD5, so that a
// test cannot agree with a mistake of ours.
#pragma once

#include "wire/signature.hpp"

#include <fstream>
#include <sstream>
#include <string>

namespace lotbridge::wire {

inline std::string golden(std::string const& name) {
    std::ifstream file(std::string(LOTBRIDGE_SOURCE_DIR "/tests/golden/") + name, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

inline Signer golden_signer(SignatureForm form = SignatureForm::append) {
    return Signer({"lot-key-zero", "lot-key-one", "lot-key-two"}, form);
}

inline std::string const golden_token = "0a1b2c3d4e5f60718293a4b5c6d7e8f90123";
inline std::string const golden_opr_num = "5f0c7e1a-9b1d-4d3e-8f26-0d6a3a4c0001";
inline std::string const golden_entry =
    R"({"recordCode":"R20261123000001","carNum":"京A12345","inCross":"E1","inTime":"2026-11-23 08:01:02","inIdentity":2,)"
    R"("parkMinutes":0,"carColor":"蓝","outOperatorName":""})";

}  // namespace lotbridge::wire
