// @ts-nocheck fixture
import fs, { chmodSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"

export async function store(path, data) {
  // ruleid: no-world-writable-file
  chmodSync(path, 0o755)
  // ruleid: no-world-writable-file
  fs.chmod(path, 0o644, () => {})
  // ruleid: no-world-writable-file
  await mkdir(path, { recursive: true, mode: 0o755 })
  // ruleid: no-world-writable-file
  await writeFile(path, data, { mode: 0o644 })
  // ruleid: no-world-writable-file
  process.umask(0)
  // ok: no-world-writable-file
  process.umask(0o027)
  // ok: no-world-writable-file
  const before = process.umask(0)
  process.umask(before)
  // ok: no-world-writable-file
  await writeFile(path, data, { mode: 0o600 })
  // ok: no-world-writable-file
  chmodSync("/run/app.sock", 0o777)
  // ok: no-world-writable-file
  chmodSync(path, 0o755)
}
