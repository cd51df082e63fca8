const fs = require("fs")
const path = require("path")
const { createHash } = require("crypto")

class Shelf {
  constructor(folder) {
    this.folder = folder
  }
  fileOf(key) {
    return path.join(this.folder, key + ".json")
  }
  async get(key) {
    // ruleid: no-path-traversal
    return JSON.parse(await fs.promises.readFile(this.fileOf(key), "utf8"))
  }
  async set(key, value) {
    // ok: no-path-traversal
    await fs.promises.writeFile(this.fileOf(key), JSON.stringify(value))
  }
}

exports.Shelf = Shelf

exports.byDigest = (folder) => {
  const fileOf = (key) => path.join(folder, createHash("sha256").update(key).digest("hex"))
  return {
    // ok: no-path-traversal
    get: (key) => fs.readFileSync(fileOf(key), "utf8"),
    set: (key, value) => fs.writeFileSync(fileOf(key), value),
  }
}

exports.byKey = (folder) => ({
  // ruleid: no-path-traversal
  get: (key) => fs.readFileSync(path.join(folder, key), "utf8"),
  set: (key, value) => fs.writeFileSync(path.join(folder, key), value),
})

exports.checked = (folder) => ({
  get(key) {
    if (!/^[\w-]+$/.test(key)) throw new TypeError("no key of ours")
    // ok: no-path-traversal
    return fs.readFileSync(path.join(folder, key), "utf8")
  },
  set: (key, value) => fs.writeFileSync(path.join(folder, encodeURIComponent(key) + ".json"), value),
})

// A file is asked for on purpose.
exports.files = (folder) => ({
  // ok: no-path-traversal
  get: (file) => fs.readFileSync(path.join(folder, file), "utf8"),
  set: (file, value) => fs.writeFileSync(path.join(folder, file), value),
})

// Nobody writes below a key.
exports.texts = (folder) => ({
  // ok: no-path-traversal
  get: (key) => fs.readFileSync(path.join(folder, key), "utf8"),
})
