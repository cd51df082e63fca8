// @ts-nocheck fixture
import https from "node:https"

export function readDuty(code) {
  return new Promise((resolve, reject) => {
    // ok: require-http-timeout
    const req = https.request("https://customs.example/duties", { signal: AbortSignal.timeout(4_000) }, (res) => res.on("data", resolve))
    req.on("error", reject)
    req.end()
  })
}
