// A vendor's DLL that stands for many: its "device" is a file. Each line of <address> is a passage,
//   number;stay;plate;time;entry time;in or out;fee in fen;picture file
// in GB2312; lines may be added at any time. What was acknowledged stands in <address>.acked, and each opening of the
// gate in <address>.gate. A passage whose plate is CRASH writes to a null pointer, once. As vendors' DLLs do, it prints
// on stdout.
#include "pk/pk_sdk.h"

#include <windows.h>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

struct PK_DEVICE_ {
    std::string file;
    PK_PASSAGE_CALLBACK callback = nullptr;
    void* user = nullptr;
    std::set<std::string> told;
    std::atomic<bool> ends = false;
    std::thread thread;
};

namespace {

std::set<std::string> lines_of(std::string const& file) {
    std::ifstream in(file);
    std::set<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.insert(line);
    return lines;
}

void add_line(std::string const& file, std::string const& line) { std::ofstream(file, std::ios::app) << line << '\n'; }

std::vector<std::string> fields_of(std::string const& line) {
    std::istringstream in(line);
    std::vector<std::string> fields;
    for (std::string field; std::getline(in, field, ';');) fields.push_back(field);
    fields.resize(8);
    return fields;
}

std::string content_of(std::string const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

template <std::size_t Size>
void put(char (&array)[Size], std::string const& text) {
    std::strncpy(array, text.c_str(), Size);
}

void crash_once(PK_DEVICE_ const& device) {
    if (GetFileAttributesA((device.file + ".crashed").c_str()) != INVALID_FILE_ATTRIBUTES) return;
    add_line(device.file + ".crashed", "once");
    *static_cast<int volatile*>(nullptr) = 1;
}

void tell(PK_DEVICE_& device, std::string const& line) {
    auto const fields = fields_of(line);
    if (!device.told.insert(fields[0]).second) return;
    if (fields[2] == "CRASH") crash_once(device);
    auto const picture = fields[7].empty() ? std::string() : content_of(fields[7]);
    PK_PASSAGE passage{};
    passage.size = sizeof passage;
    put(passage.number, fields[0]);
    put(passage.stay, fields[1]);
    put(passage.plate, fields[2]);
    put(passage.time, fields[3]);
    put(passage.entry_time, fields[4]);
    passage.direction = fields[5] == "in" ? PK_ENTRY : PK_EXIT;
    passage.fee_fen = std::atoi(fields[6].c_str());
    passage.picture_size = static_cast<int>(picture.size());
    passage.picture = reinterpret_cast<unsigned char const*>(picture.data());
    device.callback(&device, &passage, device.user);
}

void work(PK_DEVICE_& device) {
    auto const acked = lines_of(device.file + ".acked");
    device.told.insert(acked.begin(), acked.end());
    while (!device.ends) {
        std::ifstream in(device.file);
        for (std::string line; !device.ends && std::getline(in, line) && !in.eof();) tell(device, line);
        Sleep(100);
    }
}

}  // namespace

#define PK_EXPORT extern "C" __declspec(dllexport)

PK_EXPORT int PK_CALL PK_Open(char const* address, int port, PK_DEVICE* device) {
    std::printf("PK SDK 3.1.4: opening %s\n", address);
    std::fflush(stdout);
    if (port == 1) return 7;
    if (GetFileAttributesA(address) == INVALID_FILE_ATTRIBUTES) return 2;
    *device = new PK_DEVICE_{.file = address};
    return 0;
}

PK_EXPORT void PK_CALL PK_Close(PK_DEVICE device) {
    device->ends = true;
    if (device->thread.joinable()) device->thread.join();
    delete device;
}

PK_EXPORT int PK_CALL PK_SetPassageCallback(PK_DEVICE device, PK_PASSAGE_CALLBACK callback, void* user) {
    device->callback = callback;
    device->user = user;
    device->thread = std::thread([device] { work(*device); });
    return 0;
}

PK_EXPORT int PK_CALL PK_Acknowledge(PK_DEVICE device, char const* number) {
    add_line(device->file + ".acked", number);
    return 0;
}

PK_EXPORT int PK_CALL PK_OpenGate(PK_DEVICE device) {
    add_line(device->file + ".gate", "open");
    return 0;
}

// 密码错误; 设备不在线
PK_EXPORT char const* PK_CALL PK_ErrorText(int error) {
    return error == 7 ? "\xC3\xDC\xC2\xEB\xB4\xED\xCE\xF3" : "\xC9\xE8\xB1\xB8\xB2\xBB\xD4\xDA\xCF\xDF";
}
