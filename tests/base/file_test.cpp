// What the system tells of files and ports, asked of real ones.
#include "base/file.hpp"
#include "base/listener.hpp"
#include "base/text.hpp"
#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fstream>

namespace lotbridge::base {
namespace {

#if !defined(_WIN32)
TEST(Files, TellWhetherEverybodyMayReadThem) {
    test::Folder const folder;
    auto const file = folder.path / "secret";
    std::ofstream(file) << "secret";
    permissions(file, std::filesystem::perms(0644));
    EXPECT_TRUE(readable_by_all(file));

    permissions(file, std::filesystem::perms(0640));

    EXPECT_FALSE(readable_by_all(file));
    EXPECT_FALSE(readable_by_all(folder.path / "not there"));
}
#endif

TEST(Listeners, AreFoundByTheirPort) {
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor here(io, {boost::asio::ip::address_v4::loopback(), 0});
    auto const port = here.local_endpoint().port();

    auto const found = tcp_listener(port);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->process, process_id());
    EXPECT_THAT(found->program, testing::StartsWith("base_test"));
    here.close();
    EXPECT_FALSE(tcp_listener(port));
}

}  // namespace
}  // namespace lotbridge::base
