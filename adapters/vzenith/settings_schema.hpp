// The adapter's settings, for `lotbridge check`, manuals and forms.
#pragma once

namespace lotbridge::vzenith {

inline constexpr char settings_schema_text[] = R"json({
  "type": "object", "additionalProperties": false, "required": ["lanes"],
  "properties": {
    "listen": {
      "type": "object", "additionalProperties": false, "required": ["port"],
      "title": "Where cameras push to by HTTP", "x-title-zh": "摄像机 HTTP 推送的监听地址",
      "properties": {
        "address": {"type": "string", "title": "Address of this machine in the lot's network", "x-title-zh": "本机在车场局域网中的地址"},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "title": "Port", "x-title-zh": "端口"},
        "allow": {"type": "array", "items": {"type": "string"}, "title": "Addresses that may connect; absent: all", "x-title-zh": "允许连接的地址,缺省为全部"}
      }
    },
    "utc_offset_minutes": {"type": "integer", "minimum": -720, "maximum": 840, "title": "The lot's clocks against UTC", "x-title-zh": "车场时间与 UTC 的差(分钟)"},
    "repeat_seconds": {"type": "integer", "minimum": 1, "maximum": 300, "title": "The same car seen again within so long is one passage", "x-title-zh": "同一车辆在此秒数内再次识别视为同一次通行"},
    "patience_seconds": {"type": "integer", "minimum": 10, "maximum": 86400, "title": "How long a missing entry or exit is waited for", "x-title-zh": "等待缺失的入场或出场的秒数"},
    "unlicensed": {"enum": ["by_code", "free"], "title": "Cars without a plate: let in by the cloud's request, or free like any other", "x-title-zh": "无牌车:由云端扫码请求放行(by_code),或与其他车辆一样自由通行(free)"},
    "lanes": {
      "type": "array", "minItems": 1, "title": "Lanes, one camera each", "x-title-zh": "通道,每个通道一台摄像机",
      "items": {
        "type": "object", "additionalProperties": false, "required": ["code", "serialno", "way"],
        "properties": {
          "code": {"type": "string", "minLength": 1, "title": "Code of channel and gate", "x-title-zh": "通道及道闸编码"},
          "name": {"type": "string", "title": "Name of the channel", "x-title-zh": "通道名称"},
          "serialno": {"type": "string", "minLength": 1, "title": "Serial number of the camera", "x-title-zh": "摄像机序列号"},
          "way": {"enum": ["entry", "exit"], "title": "Which way it leads", "x-title-zh": "入口(entry)或出口(exit)"},
          "host": {"type": "string", "title": "Address of the camera, for the TCP protocol; absent: it pushes by HTTP", "x-title-zh": "摄像机地址(TCP 协议);缺省为 HTTP 推送"},
          "port": {"type": "integer", "minimum": 1, "maximum": 65535, "title": "Its port", "x-title-zh": "摄像机端口"},
          "opens_for": {"enum": ["nobody", "everybody"], "title": "Whom the adapter itself opens for", "x-title-zh": "适配器自行放行的对象"},
          "voice": {"type": "string", "title": "What the camera says to a car; {plate} is the plate", "x-title-zh": "语音播报内容,{plate} 代表车牌"},
          "plate_key": {"type": "string", "x-secret": true, "title": "Key of encrypted plates, 16 bytes", "x-title-zh": "车牌加密密钥(16 字节)"},
          "gate": {
            "type": "object", "additionalProperties": false, "title": "Wiring of the barrier", "x-title-zh": "道闸接线",
            "properties": {
              "output": {"type": "integer", "minimum": 0, "maximum": 3, "title": "Output that opens", "x-title-zh": "开闸输出口"},
              "close_output": {"type": "integer", "minimum": 0, "maximum": 3, "title": "Output that closes", "x-title-zh": "关闸输出口"},
              "pulse_ms": {"type": "integer", "minimum": 100, "maximum": 5000, "title": "Length of the pulse", "x-title-zh": "脉冲长度(毫秒)"},
              "opened_input": {"type": "integer", "minimum": 0, "maximum": 3, "title": "Input that is high while the barrier is open", "x-title-zh": "道闸开到位信号的输入口"}
            }
          },
          "screen": {
            "type": "object", "additionalProperties": false, "title": "Screen on the camera's serial port", "x-title-zh": "摄像机串口上的显示屏",
            "properties": {
              "channel": {"type": "integer", "minimum": 0, "maximum": 1, "title": "Serial port", "x-title-zh": "串口号"},
              "before": {"type": "string", "title": "Bytes before the text, hexadecimal", "x-title-zh": "文字前的字节(十六进制)"},
              "after": {"type": "string", "title": "Bytes after it", "x-title-zh": "文字后的字节(十六进制)"},
              "entry": {"type": "string", "title": "Text at an entry; {plate} is the plate", "x-title-zh": "入场文字,{plate} 代表车牌"},
              "exit": {"type": "string", "title": "Text at an exit", "x-title-zh": "出场文字"}
            }
          }
        }
      }
    }
  }
})json";

}  // namespace lotbridge::vzenith
