#include "base/listener.hpp"
#include "base/text.hpp"

#include <winsock2.h>
// winsock2.h has to be in front of these.
#include "base/windows.hpp"

#include <iphlpapi.h>
#include <array>
#include <vector>

namespace lotbridge::base {

namespace {

// Table and row: those of one address family.
template <class Table>
std::optional<DWORD> find_process(ULONG family, std::uint16_t port) {
    DWORD size = 0;
    GetExtendedTcpTable(nullptr, &size, FALSE, family, TCP_TABLE_OWNER_PID_LISTENER, 0);
    std::vector<char> memory(size + 4096);  // some may come in between
    size = static_cast<DWORD>(memory.size());
    if (GetExtendedTcpTable(memory.data(), &size, FALSE, family, TCP_TABLE_OWNER_PID_LISTENER, 0) != NO_ERROR)
        return std::nullopt;
    auto const& table = *reinterpret_cast<Table const*>(memory.data());
    for (DWORD i = 0; i < table.dwNumEntries; ++i)
        if (ntohs(static_cast<u_short>(table.table[i].dwLocalPort)) == port) return table.table[i].dwOwningPid;
    return std::nullopt;
}

std::string program_of(DWORD process) {
    auto const handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process);
    if (!handle) return {};
    std::array<wchar_t, 1024> name{};
    auto size = static_cast<DWORD>(name.size() - 1);
    auto const known = QueryFullProcessImageNameW(handle, 0, name.data(), &size);
    CloseHandle(handle);
    return known ? to_text(std::filesystem::path(name.data()).filename()) : std::string();
}

}  // namespace

std::optional<Listener> tcp_listener(std::uint16_t port) {
    auto process = find_process<MIB_TCPTABLE_OWNER_PID>(AF_INET, port);
    if (!process) process = find_process<MIB_TCP6TABLE_OWNER_PID>(AF_INET6, port);
    if (!process) return std::nullopt;
    return Listener{static_cast<std::int64_t>(*process), program_of(*process)};
}

}  // namespace lotbridge::base
