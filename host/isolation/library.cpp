#include "isolation/library.hpp"

#include "base/text.hpp"
#include "plugin/text.hpp"

namespace lotbridge::isolation {
namespace {

// An entry whose texts live beside it.
struct Entry {
    Entry(plugin::Manifest from, remote::Greeting told)
        : manifest(std::move(from)),
          greeting(std::move(told)),
          entry{.struct_size = sizeof(lb_entry),
                .abi_major = LOTBRIDGE_ABI_MAJOR,
                .abi_minor = LOTBRIDGE_ABI_MINOR,
                .id = manifest.id.c_str(),
                .version = manifest.version.c_str(),
                .title_zh = manifest.title_zh.c_str(),
                .title_en = manifest.title_en.c_str(),
                .capabilities = greeting.capabilities.text.c_str(),
                .settings_schema = greeting.settings_schema.text.c_str(),
                .create = nullptr} {}

    plugin::Manifest manifest;
    remote::Greeting greeting;
    lb_entry entry;
};

// The runner holds a library's entry against the manifest; what a program says of itself is held against it here.
Result<> check(plugin::Manifest const& manifest, remote::Greeting const& greeting) {
    if (manifest.program.empty()) return {};
    auto const same = [](std::string const& what, std::string const& told, std::string const& known) -> Result<> {
        if (told == known) return {};
        return fail(Errc::rejected, "it says that its " + what + " is '" + plugin::printable(told, 80) +
                                        "', the manifest beside it has '" + known + "'");
    };
    LOTBRIDGE_CHECK(same("id", greeting.id, manifest.id));
    return same("version", greeting.version, manifest.version);
}

Result<remote::Greeting> greeting_of(plugin::Manifest const& manifest, Isolation const& isolation) {
    LOTBRIDGE_TRY(auto const channel, open_child(isolation, manifest, {}));
    LOTBRIDGE_TRY(auto greeting, remote::greet(*channel, isolation.call_limit));
    LOTBRIDGE_CHECK(check(manifest, greeting));
    return greeting;
}

}  // namespace

Result<std::shared_ptr<plugin::Library const>> load(plugin::Manifest const& manifest, Isolation const& isolation) {
    auto greeting = greeting_of(manifest, isolation);
    if (!greeting) {
        auto const& error = greeting.error();
        auto const named = error.message.starts_with(base::to_text(manifest.directory));
        return fail(error.code, named ? error.message : base::to_text(manifest.place()) + ": " + error.message);
    }
    auto const entry = std::make_shared<Entry const>(manifest, std::move(*greeting));
    auto create = [isolation, manifest](lb_host const* host, lb_error*) {
        return remote::make_adapter(
            host,
            [isolation, manifest](remote::Aside aside) { return open_child(isolation, manifest, std::move(aside)); },
            isolation.call_limit);
    };
    return plugin::Library::elsewhere(manifest, {entry, &entry->entry}, std::move(create));
}

}  // namespace lotbridge::isolation
