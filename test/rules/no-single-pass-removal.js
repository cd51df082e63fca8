import fs from "node:fs"
import path from "node:path"

const ROOT = "/srv/files"

export function openPicture(name) {
  // ruleid: no-single-pass-removal
  const cut = name.replace(/\.\.\//g, "")
  return fs.createReadStream(path.join(ROOT, cut))
}

export function openNote(name) {
  // ruleid: no-single-pass-removal
  return fs.readFileSync(path.join(ROOT, name.replaceAll("../", "")), "utf8")
}

export const sanitizePath = (name) =>
  // ruleid: no-single-pass-removal
  name.replace(/\.\.[\/\\]/g, "")

export function openChecked(name) {
  // ok: no-single-pass-removal
  const cut = name.replace(/\.\.\//g, "")
  const target = path.resolve(ROOT, cut)
  if (!target.startsWith(ROOT + path.sep)) throw new RangeError(name)
  return fs.createReadStream(target)
}

export function openRepeated(name) {
  let cut = name
  // ok: no-single-pass-removal
  while (cut.includes("../")) cut = cut.replace(/\.\.\//g, "")
  return fs.createReadStream(path.join(ROOT, cut))
}

export function moduleOf(specifier) {
  // ok: no-single-pass-removal
  return specifier.replace(/\.\.\//g, "").split("/")[0]
}

export function openDotless(name) {
  // ok: no-single-pass-removal
  const cut = name.replace(/\.\./g, "")
  return fs.createReadStream(path.join(ROOT, cut))
}
