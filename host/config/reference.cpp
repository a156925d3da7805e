#include "config/reference.hpp"

#include "base/environment.hpp"
#include "base/text.hpp"
#include "config/schema_node.hpp"

#include <fmt/format.h>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <lotbridge/result.hpp>

namespace lotbridge::config {

namespace {

Result<std::string> from_file(std::filesystem::path const& file) {
    auto const name = base::to_text(file);
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::string text(max_secret_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || !in.is_open() || (in.fail() && !in.eof())) {
        return fail(Errc::rejected, fmt::format("the secret's file {} cannot be read: {}", name, std::strerror(errno)));
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_secret_bytes)
        return fail(Errc::rejected, fmt::format("the secret's file {} is larger than 64 KiB", name));
    auto secret = bare_secret(std::move(text));
    if (!secret) return fail(Errc::rejected, fmt::format("the secret's file {} {}", name, secret.error().message));
    if (secret->empty()) return fail(Errc::rejected, fmt::format("the secret's file {} is empty", name));
    return secret;
}

Result<std::string> from_environment(std::string_view name) {
    auto text = base::environment(name);
    if (!text)
        return fail(Errc::rejected, fmt::format("the environment variable {} that holds the secret is not set", name));
    if (text->empty())
        return fail(Errc::rejected, fmt::format("the environment variable {} that holds the secret is empty", name));
    return std::move(*text);
}

class References {
public:
    References(Document& document, KeptSecrets const* kept) : document_(document), kept_(kept) {}

    void walk(Json& value, std::string const& pointer) {
        if (value.IsArray()) {
            for (rapidjson::SizeType i = 0; i < value.Size(); ++i) walk(value[i], element(pointer, i));
        }
        if (!value.IsObject()) return;
        if (is_reference(value)) return replace(value, pointer);
        for (auto& entry : value.GetObject()) walk(entry.value, member(pointer, text_of(entry.name)));
    }
    Problems take() { return std::move(problems_); }

private:
    static bool is_reference(Json const& value) {
        if (value.MemberCount() != 1 || !value.MemberBegin()->value.IsString()) return false;
        auto const name = text_of(value.MemberBegin()->name);
        return name == "kept" || name == "file" || name == "env";
    }

    std::filesystem::path noted(std::filesystem::path file) {
        return *document_.origin.places->secret_files.insert(std::move(file)).first;
    }

    Result<std::string> read(std::string_view source, std::string_view target) {
        if (source == "env") return from_environment(target);
        if (source == "file") return from_file(noted(document_.origin.resolve(target)));
        if (!kept_)
            return fail(
                Errc::rejected,
                R"(secrets are kept by a host, and this file belongs to none; give {"file": "..."} or {"env": "..."})");
        auto secret = kept_->get(target);
        if (secret) noted(kept_->file(target));
        return secret;
    }

    void replace(Json& value, std::string const& pointer) {
        auto const& [name, target] = *value.MemberBegin();
        auto const secret = read(text_of(name), text_of(target));
        document_.origin.places->secrets.insert(pointer);
        if (!secret) {
            problems_.push_back(document_.origin.problem(pointer, secret.error().message));
        } else if (base::find_bad_utf8(*secret) != std::string_view::npos) {
            problems_.push_back(document_.origin.problem(pointer, "the secret is not UTF-8 text"));
        } else {
            value.SetString(secret->data(), static_cast<rapidjson::SizeType>(secret->size()),
                            document_.json.GetAllocator());
        }
    }

    Document& document_;
    KeptSecrets const* kept_;
    Problems problems_;
};

}  // namespace

Problems resolve_references(Document& document, KeptSecrets const* kept) {
    References references(document, kept);
    references.walk(document.json, "");
    return references.take();
}

}  // namespace lotbridge::config
