#pragma once

#include <lotbridge/result.hpp>

#include <boost/asio/ssl/context.hpp>

namespace lotbridge::cloud {

// Trusts the certificate authorities that the operating system trusts.
Result<> trust_system(boost::asio::ssl::context& context);

}  // namespace lotbridge::cloud
