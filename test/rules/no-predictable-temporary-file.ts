// @ts-nocheck fixture
import { randomUUID } from "node:crypto"
import fs, { writeFileSync } from "node:fs"
import { mkdtemp, writeFile } from "node:fs/promises"
import os, { tmpdir } from "node:os"
import path from "node:path"

export function save(data) {
  const file = path.join(os.tmpdir(), "report.json")
  // ruleid: no-predictable-temporary-file
  fs.writeFileSync(file, data)
  return file
}

export async function more(data, name) {
  // ruleid: no-predictable-temporary-file
  await writeFile("/tmp/export.csv", data)
  // ruleid: no-predictable-temporary-file
  writeFileSync(`${tmpdir()}/upload-${Date.now()}.bin`, data)
  // ruleid: no-predictable-temporary-file
  fs.createWriteStream(os.tmpdir() + "/log-" + process.pid).end(data)
  // ok: no-predictable-temporary-file
  await writeFile(path.join(tmpdir(), `${randomUUID()}.json`), data)
  // ruleid: no-predictable-temporary-file
  const handle = fs.openSync("/tmp/app.log", "a")
  // ok: no-predictable-temporary-file
  const read = fs.openSync("/tmp/app.log", "r")
  // ok: no-predictable-temporary-file
  await writeFile(path.join(tmpdir(), name), data)
  // ok: no-predictable-temporary-file
  await writeFile("/tmp/lock", data, { flag: "wx" })
  // ok: no-predictable-temporary-file
  await writeFile("/var/lib/app/export.csv", data)
  const folder = await mkdtemp(path.join(tmpdir(), "report-"))
  // ok: no-predictable-temporary-file
  await writeFile(path.join(folder, "report.json"), data)
}

export async function statement(account, data) {
  const base = path.join(os.tmpdir(), `statement-${account.customerId}-${account.year}`)
  // ruleid: no-predictable-temporary-file
  await writeFile(`${base}.html`, data)
  // ok: no-predictable-temporary-file
  await writeFile(path.join(os.tmpdir(), `statement-${account.token}.html`), data)
  const folder = await mkdtemp(path.join(os.tmpdir(), "statement-"))
  // ok: no-predictable-temporary-file
  await writeFile(`${folder}/${account.customerId}.html`, data)
}
