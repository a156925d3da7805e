// Settings files in a folder of the test's own, and short forms for what is said about them.
#pragma once

#include "base/text.hpp"
#include "config/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace lotbridge::config {

class SettingsFiles : public testing::Test {
protected:
    SettingsFiles() {
        auto const* test = testing::UnitTest::GetInstance()->current_test_info();
        folder =
            std::filesystem::path(testing::TempDir()) / (std::string(test->test_suite_name()) + "." + test->name());
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
    }
    ~SettingsFiles() override { std::filesystem::remove_all(folder); }

    std::filesystem::path write(std::string const& name, std::string_view text) const {
        auto const file = folder / base::to_path(name);
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

    std::filesystem::path folder;
};

// Everything that was said, one problem per line; empty when all was well.
template <class T>
std::string said(Checked<T> const& checked) {
    return checked ? std::string() : describe(checked.error());
}

// A whole lot file; each test changes the part that it is about.
struct LotText {
    std::string name = R"("demo")";
    std::string zone = R"("Asia/Shanghai")";
    std::string url = "https://cloud.example.com/p", user = "u";
    std::string password = R"({ "file": "secret/password" })";
    std::string login_key = R"({ "file": "secret/key24" })";  // empty: neither it nor the iv is there
    std::string cloud_more = R"(, "signature_keys": [{ "file": "secret/password" }])";
    std::string adapter_settings = "{}";
    std::string adapters_more;
    std::string more;

    std::string text() const {
        auto const login =
            login_key.empty() ? "" : ", \"login_key\": " + login_key + ", \"login_iv\": { \"file\": \"secret/iv8\" }";
        return "{ \"name\": " + name + ", \"park_id\": \"p\", \"park_code\": \"c\", \"time_zone\": " + zone + more +
               ",\n  \"cloud\": { \"url\": \"" + url + "\", \"user\": \"" + user + "\", \"password\": " + password +
               login + cloud_more +
               " },\n  \"adapters\": [{ \"name\": \"a\", \"plugin\": \"lotbridge.sql\", \"settings\": " +
               adapter_settings + " }" + adapters_more + "] }\n";
    }
};

class LotFiles : public SettingsFiles {
protected:
    LotFiles() {
        write("secret/password", "hunter2-very-secret\n");
        write("secret/key24", "abcdefghijklmnopqrstuvwx");
        write("secret/iv8", "12345678\r\n");
    }
    Checked<LotSettings> load(LotText const& lot) const { return load_lot(write("lot.json", lot.text())); }
};

}  // namespace lotbridge::config
