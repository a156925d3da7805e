// The way to a host by TCP, for both directions of the cloud.
#pragma once

#include "cloud/url.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lotbridge::cloud {

// Concrete executors, so that no operation pays for type erasure. Operations give (error, ...) and do not throw.
using NetworkExecutor = boost::asio::io_context::executor_type;
template <class T = void>
using Task = boost::asio::awaitable<T, NetworkExecutor>;
using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, NetworkExecutor>;
using TcpResolver = boost::asio::ip::basic_resolver<boost::asio::ip::tcp, NetworkExecutor>;
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable_t<NetworkExecutor>());

// Connects socket to the host and port of url. Empty, or what went wrong. The references must outlive it; closing the
// socket and cancelling the resolver end it early.
Task<std::string> connect_tcp(TcpSocket& socket, TcpResolver& resolver, Url const& url);

}  // namespace lotbridge::cloud
