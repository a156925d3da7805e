"""Stands between host and cloud and keeps one interface's messages for itself: it answers that all is well, and the cloud never
hears of them. To the cloud it looks as if the host had lost them."""

import http.client
import http.server
import json
import threading
import urllib.parse


class Thief:
    def __init__(self, port, target, code):
        self.taken = 0
        thief = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                envelope = json.loads(urllib.parse.parse_qs(body.decode())["param"][0])
                status, answer = thief.take(envelope) if envelope["code"] == code else self.forward(body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def forward(self, body):
                cloud = http.client.HTTPConnection("127.0.0.1", target, timeout=30)
                cloud.request("POST", self.path, body, {"Content-Type": self.headers["Content-Type"]})
                reply = cloud.getresponse()
                answer = reply.status, reply.read()
                cloud.close()
                return answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, envelope):
        self.taken += 1
        reply = {name: envelope[name] for name in ("code", "oprNum", "ip") if name in envelope}
        return 200, json.dumps({**reply, "resultCode": "0000", "resultMessge": "success", "data": {}}).encode()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
