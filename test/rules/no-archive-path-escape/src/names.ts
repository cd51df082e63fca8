import { createWriteStream } from "node:fs"
import path from "node:path"
import iconv from "iconv-lite"
import yauzl from "yauzl"

function nameOf(entry: yauzl.Entry): string {
  return iconv.decode(entry.fileName as unknown as Buffer, "Shift_JIS")
}

export function unpack(archive: string, folder: string) {
  yauzl.open(archive, { lazyEntries: true, decodeStrings: false }, (_, zip) => {
    zip.on("entry", (entry: yauzl.Entry) => {
      const name = nameOf(entry)
      // ruleid: no-archive-path-escape
      zip.openReadStream(entry, (_, stream) => stream.pipe(createWriteStream(path.join(folder, name))))
    })
  })
}

export function unpackChecked(archive: string, folder: string) {
  yauzl.open(archive, { lazyEntries: true, decodeStrings: false }, (_, zip) => {
    zip.on("entry", (entry: yauzl.Entry) => {
      const name = nameOf(entry)
      if (yauzl.validateFileName(name) !== null) return zip.close()
      // ok: no-archive-path-escape
      zip.openReadStream(entry, (_, stream) => stream.pipe(createWriteStream(path.join(folder, name))))
    })
  })
}
