// A certificate of its own for each test: self-signed, for 127.0.0.1.
#pragma once

#include <string>

namespace lotbridge::test {

void write_certificate(std::string const& certificate_file, std::string const& key_file);

}  // namespace lotbridge::test
