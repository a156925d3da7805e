// What a crash leaves behind. Windows: a minidump, and an end with the exception's number where the system would show a
// dialogue and wait. Elsewhere the system's own core dumps do, as they are set up.
#pragma once

#include <filesystem>

namespace lotbridge::base {

// From now on, for this process and the children that call the other one. The folder is made when it is needed; the
// newest few dumps stay, older ones are deleted. Call it once, early. A dump holds the threads' stacks: it may show
// data of a car.
void leave_dumps_in(std::filesystem::path const& folder);
// Of a child: where its parent's go. Without a parent that says so, only the end.
void leave_dumps();

}  // namespace lotbridge::base
