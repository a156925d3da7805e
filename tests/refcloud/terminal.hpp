// The lot's end of the downlink: a socket that reads packets, and replies typed by hand.
#pragma once

#include "lot.hpp"

#include <memory>
#include <string>

namespace lotbridge::test {

class Terminal {
public:
    explicit Terminal(unsigned short port);
    // Says hello as this lot (D2); afterwards the platform knows it.
    Terminal(CloudProcess const& cloud, Lot const& lot);
    ~Terminal();

    void send(std::string_view bytes);
    // The bytes up to the next '*' (which is not part of them); throws when the platform closes first.
    std::string packet();
    bool closed();  // waits until the platform closes

private:
    struct Line;
    std::string buffer_;
    std::unique_ptr<Line> line_;
};

// B.1.2.2, signed with k0.
std::string reply(std::string_view code, std::string_view number, std::string_view data,
                  std::string_view result_code = "0000");
// The oprNum of a request.
std::string number_of(std::string const& packet);

bool on_the_downlink(CloudProcess const& cloud);

}  // namespace lotbridge::test
