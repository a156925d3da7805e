// From a C++ class to the one constant that the library exports.
#pragma once

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/adapter/offers.hpp>

#include <exception>
#include <memory>

namespace lotbridge {

class Adapter;

namespace detail {

// Wraps an adapter in the C structs; null, with words in error, when the host cannot be used.
lb_adapter* make_instance(lb_host const* host, std::unique_ptr<Adapter> adapter, Offers const& offers, lb_error* error);
void put_words(std::string_view words, lb_error* error);

template <class Class>
lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    try {
        return make_instance(host, std::make_unique<Class>(), Class::offers, error);
    } catch (std::exception const& e) {
        put_words(e.what(), error);
    } catch (...) {
        put_words("the adapter's constructor threw something unknown", error);
    }
    return nullptr;
}

template <class Class>
inline constexpr auto capabilities_of = sheet_text(Class::offers, vo::AllMessages{});

template <class Class>
constexpr lb_entry entry(char const* id, char const* version, char const* title_zh, char const* title_en) {
    return {.struct_size = sizeof(lb_entry),
            .abi_major = LOTBRIDGE_ABI_MAJOR,
            .abi_minor = LOTBRIDGE_ABI_MINOR,
            .id = id,
            .version = version,
            .title_zh = title_zh,
            .title_en = title_en,
            .capabilities = capabilities_of<Class>.text.data(),
            .settings_schema = Class::settings_schema,
            .create = &create<Class>};
}

}  // namespace detail
}  // namespace lotbridge

// Once per library, at file scope: LOTBRIDGE_ADAPTER(acme::Adapter, "com.acme.parkmaster", "1.0.0", "...",
// "ParkMaster");
#define LOTBRIDGE_ADAPTER(Class, id, version, title_zh, title_en) \
    extern "C" constexpr LOTBRIDGE_EXPORT lb_entry lb_entry_v1 =  \
        ::lotbridge::detail::entry<Class>(id, version, title_zh, title_en)
