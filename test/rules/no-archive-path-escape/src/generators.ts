// @ts-nocheck fixture
import { createWriteStream } from "node:fs"
import { join, resolve, sep } from "node:path"
import { pipeline } from "node:stream/promises"
import tar from "tar-stream"

const below = (name, depth) => name.split("/").slice(depth).join("/")

async function* filesOf(pack, depth) {
  for await (const entry of pack) {
    const name = below(entry.header.name, depth)
    if (name) yield { name, entry }
    else entry.resume()
  }
}

export async function unpackLoosely(folder) {
  for await (const { name, entry } of filesOf(tar.extract(), 1)) {
    // ruleid: no-archive-path-escape
    await pipeline(entry, createWriteStream(join(folder, name)))
  }
}

export async function unpack(folder) {
  const root = resolve(folder)
  for await (const { name, entry } of filesOf(tar.extract(), 1)) {
    const target = join(root, name)
    if (!target.startsWith(root + sep)) throw new Error("outside")
    // ok: no-archive-path-escape
    await pipeline(entry, createWriteStream(target))
  }
}
