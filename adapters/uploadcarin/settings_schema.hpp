// The adapter's settings, for `lotbridge check`, manuals and forms.
#pragma once

namespace lotbridge::uploadcarin {

inline constexpr char settings_schema_text[] = R"json({
  "type": "object", "additionalProperties": false, "required": ["listen", "parkid", "parkkey"],
  "properties": {
    "listen": {
      "type": "object", "additionalProperties": false, "required": ["port"],
      "title": "Where the lot's software dials", "x-title-zh": "车场软件连接的监听地址",
      "properties": {
        "address": {"type": "string", "title": "Address of this machine in the lot's network", "x-title-zh": "本机在车场局域网中的地址"},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "title": "Port", "x-title-zh": "端口"},
        "allow": {"type": "array", "items": {"type": "string"}, "title": "Addresses that may connect; absent: all", "x-title-zh": "允许连接的地址,缺省为全部"}
      }
    },
    "parkid": {"type": "string", "minLength": 1, "title": "parkid, as entered in the lot's software", "x-title-zh": "车场软件中填写的 parkid"},
    "parkkey": {"type": "string", "minLength": 1, "x-secret": true, "title": "parkkey, as entered there", "x-title-zh": "车场软件中填写的 parkkey"},
    "silence_seconds": {"type": "integer", "minimum": 15, "maximum": 600, "title": "A connection silent for so long is closed; the software shows life every 5 s", "x-title-zh": "连接静默超过此秒数即断开(软件每 5 秒发送心跳)"},
    "utc_offset_minutes": {"type": "integer", "minimum": -720, "maximum": 840, "title": "The lot's clocks against UTC", "x-title-zh": "车场时间与 UTC 的差(分钟)"},
    "price": {
      "type": "object", "additionalProperties": false,
      "title": "Members of the answer to query_price and of payment_result", "x-title-zh": "query_price 应答与 payment_result 的金额字段名",
      "properties": {
        "due": {"type": "string", "minLength": 1, "title": "What the stay costs, in yuan", "x-title-zh": "应收金额(元)"},
        "discount": {"type": "string", "minLength": 1, "title": "What is taken off", "x-title-zh": "优惠金额(元)"},
        "to_pay": {"type": "string", "minLength": 1, "title": "What is still to be paid", "x-title-zh": "待付金额(元)"}
      }
    }
  }
})json";

}  // namespace lotbridge::uploadcarin
