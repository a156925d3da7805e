// Who may do what with a folder on Windows, beside keep_to_owner and readable_by_all of base/file.hpp.
#pragma once

#include <lotbridge/result.hpp>

#include <filesystem>
#include <string>

namespace lotbridge::base {

// A folder that is not there is made, for the system, its administrators and this account alone. One that is there is
// opened to the account besides those who have it, with all that lies in it: who else may read is an administrator's
// choice.
Result<> give_folder(std::filesystem::path const& folder, std::string const& account);

}  // namespace lotbridge::base
