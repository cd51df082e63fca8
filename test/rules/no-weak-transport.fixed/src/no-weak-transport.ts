// @ts-nocheck fixture
import https from "node:https"
import tls from "node:tls"
import pg from "pg"
import nodemailer from "nodemailer"

// ruleid: no-weak-transport
https.createServer({ key, cert, minVersion: "TLSv1.2" }, app)
// ruleid: no-weak-transport
export const agent = new https.Agent({ secureProtocol: "TLSv1_method" })
// ruleid: no-weak-transport
export const old = tls.connect({ host, port, ciphers: "ALL:!aNULL" })
// ruleid: no-weak-transport
export const pool = new pg.Pool({ ssl: { ca, minVersion: "TLSv1.2" } })
// ruleid: no-weak-transport
tls.DEFAULT_MIN_VERSION = "TLSv1.2"
// ruleid: no-weak-transport
export const mail = nodemailer.createTransport({ host, ignoreTLS: false })
// ok: no-weak-transport
https.createServer({ key, cert, minVersion: "TLSv1.3" }, app)
// ok: no-weak-transport
export const good = tls.connect({ host, port, ciphers: "ECDHE-RSA-AES256-GCM-SHA384:!RC4" })
// ok: no-weak-transport
tls.DEFAULT_MIN_VERSION = "TLSv1.3"
