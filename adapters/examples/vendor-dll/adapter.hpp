// An adapter around a vendor's DLL: one device at one lane. To be copied, with the vendor's own header in place of pk/.
#pragma once

#include "vendor.hpp"

#include <lotbridge/adapter/pushed.hpp>

#include <memory>
#include <string>

namespace lotbridge::vendor_dll {

// A copy of what the callback was given: that is gone when the callback returns.
struct Passage {
    std::string number, stay, plate, time, entry_time, picture;
    int direction = 0, fee_fen = 0;
};

class Adapter final : public PushedAdapter<Passage> {
public:
    static constexpr auto offers = native<vo::VehicleEntry, vo::VehicleExit, vo::ImageUpload, vo::GateControl>;
    static constexpr char settings_schema[] = R"json({
      "type": "object", "additionalProperties": false, "required": ["library", "address", "lane"],
      "properties": {
        "library": {"type": "string", "minLength": 1, "title": "Full path of the vendor's DLL", "x-title-zh": "厂家 DLL 的完整路径"},
        "address": {"type": "string", "minLength": 1, "title": "Address of the device", "x-title-zh": "设备地址"},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "title": "Its port", "x-title-zh": "设备端口"},
        "lane": {"type": "string", "minLength": 1, "title": "Code of channel and gate", "x-title-zh": "通道及道闸编码"}
      }
    })json";

    Adapter();
    ~Adapter() override { stop(); }

protected:
    Result<> open(Settings const& settings, net::Network& network) override;
    void close() override;
    Result<> take(std::vector<Passage> passages) override;

private:
    static void PK_CALL on_passage(PK_DEVICE device, PK_PASSAGE const* passage, void* user);
    Result<> tell(Passage const& passage, Draft& next);
    Result<vo::GateControlReply> move_gate(vo::GateControl const& control);

    std::shared_ptr<Vendor const> vendor_;
    PK_DEVICE device_ = nullptr;
    std::string lane_, place_;
};

}  // namespace lotbridge::vendor_dll
