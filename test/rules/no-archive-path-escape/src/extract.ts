import fs from "node:fs"
import path from "node:path"
import AdmZip from "adm-zip"
import { Writer } from "fstream"
import unzipper from "unzipper"

const folder = path.resolve("uploads")

export function extract(file: string) {
  fs.createReadStream(file)
    .pipe(unzipper.Parse())
    .on("entry", (entry) => {
      // ruleid: no-archive-path-escape
      entry.pipe(fs.createWriteStream(path.join(folder, entry.path)))
    })
}

export function extractAll(file: string) {
  for (const entry of new AdmZip(file).getEntries()) {
    const target = path.join(folder, entry.entryName)
    // ruleid: no-archive-path-escape
    fs.writeFileSync(target, entry.getData())
  }
}

export function extractSafely(file: string) {
  for (const entry of new AdmZip(file).getEntries()) {
    const target = path.resolve(folder, entry.entryName)
    if (!target.startsWith(folder + path.sep)) continue
    // ok: no-archive-path-escape
    fs.writeFileSync(target, entry.getData())
  }
}

export function extractFlat(file: string) {
  for (const entry of new AdmZip(file).getEntries()) {
    // ok: no-archive-path-escape
    fs.writeFileSync(path.join(folder, path.basename(entry.entryName)), entry.getData())
  }
}

export function writeReport(report: { id: number; text: string }) {
  // ok: no-archive-path-escape
  fs.writeFileSync(path.join(folder, `${report.id}.txt`), report.text)
}

export function extractStream(parser: NodeJS.EventEmitter, options: { path: string }) {
  parser.on("entry", (entry) => {
    // ruleid: no-archive-path-escape
    entry.pipe(Writer({ path: path.join(options.path, entry.path) }))
  })
}

export function extractStreamSafely(parser: NodeJS.EventEmitter, options: { path: string }) {
  parser.on("entry", (entry) => {
    const target = path.join(options.path, entry.path)
    if (target.indexOf(options.path) !== 0) return
    // ok: no-archive-path-escape
    entry.pipe(Writer({ path: target }))
  })
}

export function restoreLinks(extract: NodeJS.EventEmitter, name: string) {
  extract.on("entry", (header) => {
    const source = path.resolve(folder, header.linkname)
    // ruleid: no-archive-path-escape
    fs.link(source, name, () => undefined)
  })
}

export function restoreLinksInside(extract: NodeJS.EventEmitter, name: string) {
  extract.on("entry", (header) => {
    const source = path.join(folder, path.join("/", header.linkname))
    // ok: no-archive-path-escape
    fs.link(source, name, () => undefined)
  })
}

export async function restoreAll(entries: AsyncIterable<{ header: { name: string; linkname: string; type: string } }>) {
  for await (const { header } of entries) {
    const target = path.resolve(folder, header.name)
    if (!target.startsWith(folder + path.sep)) throw new Error("outside")
    // ruleid: no-archive-path-escape
    if (header.type === "symlink") await fs.promises.symlink(header.linkname, target)
  }
}

export async function restoreLinksThatStay(entries: AsyncIterable<{ header: { name: string; linkname: string } }>) {
  for await (const { header } of entries) {
    const target = path.resolve(folder, header.name)
    const goal = path.resolve(path.dirname(target), header.linkname)
    if (!target.startsWith(folder + path.sep) || !goal.startsWith(folder + path.sep)) throw new Error("outside")
    // ok: no-archive-path-escape
    await fs.promises.symlink(header.linkname, target)
  }
}
