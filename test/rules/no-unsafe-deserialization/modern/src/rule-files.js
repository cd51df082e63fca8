const { readFile } = require("node:fs/promises")
const { DEFAULT_SCHEMA, load } = require("js-yaml")
const { all, regexp } = require("js-yaml-js-types")

const EVERYTHING = DEFAULT_SCHEMA.extend(all)
const PATTERNS = DEFAULT_SCHEMA.extend([regexp])

exports.read = async function read(file) {
  const text = await readFile(file, "utf8")
  // ruleid: no-unsafe-deserialization
  return load(text, { schema: EVERYTHING, filename: file })
}

exports.readPatterns = async function readPatterns(file) {
  // ok: no-unsafe-deserialization
  return load(await readFile(file, "utf8"), { schema: PATTERNS })
}

exports.readOwn = async function readOwn() {
  const text = await readFile("config/own.yml", "utf8")
  // ok: no-unsafe-deserialization
  return load(text, { schema: EVERYTHING })
}
