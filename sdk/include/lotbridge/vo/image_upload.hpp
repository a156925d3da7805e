#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

enum class ImageType { none, entry_small, entry_large, exit_small, exit_large };

inline constexpr auto image_type_codes = schema::code_table<ImageType>({
    {1, ImageType::entry_small, "entry_small", "入场小图"},
    {2, ImageType::entry_large, "entry_large", "入场大图"},
    {3, ImageType::exit_small, "exit_small", "出场小图"},
    {4, ImageType::exit_large, "exit_large", "出场大图"},
});

// A picture of a stay. The bytes travel beside the message (abi/images.h); the host fills in imageBase64.
struct ImageUpload {
    std::string record_code;
    std::string image_code;
    ImageType image_type = ImageType::none;
    std::string image_base64;
    std::string image_path;

    bool operator==(ImageUpload const&) const = default;
};

struct ImageUploadReply {
    bool operator==(ImageUploadReply const&) const = default;
};

consteval auto describe(ImageUploadReply const*) {
    using namespace schema;
    return shape("image_upload_reply", "C.2.5");
}

consteval auto describe(ImageUpload const*) {
    using namespace schema;
    using M = ImageUpload;
    return message<ImageUploadReply>(
        {5, "image_upload", "停车记录照片上传", "Parking record image upload", "C.2.5", "5.1.5", Direction::up},
        field("recordCode", &M::record_code, "停车记录号", {.required = true}),
        field("imageCode", &M::image_code, "图片编号", {.required = true}),
        coded("imageType", &M::image_type, image_type_codes, "图片类型", {.required = true}),
        field("imageBase64", &M::image_base64, "图片"),
        field("imagePath", &M::image_path, "图片地址"));
}

}  // namespace lotbridge::vo
