// @ts-nocheck fixture
import { createHash } from "node:crypto"
import http from "node:http"
import { limited, read, readByEvents } from "./read.ts"

http
  .createServer(async (req, res) => {
    const hash = createHash("sha256")
    if (req.url === "/hash") {
      // ok: no-unlimited-body
      for await (const chunk of req) hash.update(chunk)
      res.end(hash.digest("hex"))
      return
    }
    res.end(JSON.stringify([await read(req), await limited(req), await readByEvents(req)]))
  })
  .listen(3000)
