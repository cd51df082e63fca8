// @ts-nocheck fixture
import fs from "node:fs"
import { mkdir } from "node:fs/promises"
import path from "node:path"
import { pipeline } from "node:stream/promises"
import tar from "tar-stream"
import unzipper from "unzipper"

const ENDINGS = new Set([".css", ".html"])

export async function extractAll(extract, root) {
  for await (const entry of extract) {
    const { name, type } = entry.header
    if (type !== "file" || !ENDINGS.has(path.extname(name))) continue
    const target = path.join(root, name)
    await mkdir(path.dirname(target), { recursive: true })
    // ruleid: no-archive-path-escape
    await pipeline(entry, fs.createWriteStream(target))
  }
}

export async function extractPlain(extract, root) {
  for await (const entry of extract) {
    // ruleid: no-archive-path-escape
    await pipeline(entry, fs.createWriteStream(path.join(root, entry.header.name)))
  }
}

export async function extractChecked(extract, root) {
  for await (const entry of extract) {
    const { name } = entry.header
    const target = path.resolve(root, name)
    if (!target.startsWith(root + path.sep)) throw new Error("outside")
    // ok: no-archive-path-escape
    await pipeline(entry, fs.createWriteStream(target))
  }
}

function inside(root, name) {
  const target = path.resolve(root, name)
  if (!target.startsWith(root + path.sep)) throw new Error("outside")
  return target
}

export async function extractThrough(extract, root) {
  for await (const entry of extract) {
    const { name } = entry.header
    const target = inside(root, name)
    // ok: no-archive-path-escape
    await pipeline(entry, fs.createWriteStream(target))
  }
}

export async function extractNumbered(extract, root) {
  let count = 0
  for await (const entry of extract) {
    const { size: name } = entry.header
    // ok: no-archive-path-escape
    await pipeline(entry, fs.createWriteStream(path.join(root, `${count++}-${name}`)))
  }
}

export function unpack(stream, root) {
  return stream.pipe(unzipper.Parse()).on("entry", (entry) => {
    const { path: name } = entry
    // ruleid: no-archive-path-escape
    entry.pipe(fs.createWriteStream(`${root}/${name}`))
  })
}

export const pack = tar.pack()
