#include "isolation/library.hpp"

#include "base/text.hpp"

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

}  // namespace

Result<std::shared_ptr<plugin::Library const>> load(plugin::Manifest const& manifest, Isolation const& isolation) {
    auto const refused = [&](Error const& error) {
        auto const named = error.message.starts_with(base::to_text(manifest.directory));
        return fail(error.code, named ? error.message : base::to_text(manifest.library) + ": " + error.message);
    };
    auto const channel = open_child(isolation, manifest.directory, [](remote::Log const&) {});
    if (!channel) return refused(channel.error());
    auto greeting = remote::greet(**channel, isolation.call_limit);
    if (!greeting) return refused(greeting.error());

    auto const entry = std::make_shared<Entry const>(manifest, std::move(*greeting));
    auto create = [isolation, directory = manifest.directory](lb_host const* host, lb_error*) {
        return remote::make_adapter(
            host,
            [isolation, directory](std::function<void(remote::Log const&)> log) {
                return open_child(isolation, directory, std::move(log));
            },
            isolation.call_limit);
    };
    return plugin::Library::elsewhere(manifest, {entry, &entry->entry}, std::move(create));
}

}  // namespace lotbridge::isolation
