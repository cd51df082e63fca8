// @ts-nocheck fixture
import https from "node:https"

export function readTariff(code) {
  return new Promise((resolve, reject) => {
    const url = new URL("/v1/tariffs", process.env.CUSTOMS_URL)
    // ruleid: require-http-timeout
    const req = https.request(url, { headers: { accept: "application/json" } }, (res) => {
      res.on("data", resolve)
    })
    req.on("error", reject)
    req.end()
  })
}
