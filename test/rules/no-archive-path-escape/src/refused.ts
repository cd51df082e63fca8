import { createWriteStream } from "node:fs"
import path from "node:path"
import yauzl from "yauzl"

// yauzl itself refuses names that lead out of the folder.
export function unpack(archive: string, folder: string) {
  yauzl.open(archive, { lazyEntries: true }, (_, zip) => {
    zip.on("entry", (entry: yauzl.Entry) => {
      // ok: no-archive-path-escape
      zip.openReadStream(entry, (_, stream) => stream.pipe(createWriteStream(path.join(folder, entry.fileName))))
    })
  })
}
