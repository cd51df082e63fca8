// @ts-nocheck fixture
import http from "node:http"

export function readPort(code) {
  return new Promise((resolve, reject) => {
    // ok: require-http-timeout
    const req = http.get("http://ports.example/", (res) => res.on("data", resolve))
    req.setTimeout(2_000, () => req.destroy(new Error("too slow")))
    req.on("error", reject)
  })
}
