const { promisify } = require("util")
const zlib = require("zlib")

const unbrotli = promisify(zlib.brotliDecompress)

exports.read = async function read(data, maxBytes) {
  const settings = { params: {} }
  // ruleid: no-unlimited-unpacking
  return unbrotli(data, settings)
}

exports.readWell = async function readWell(data, maxBytes) {
  const settings = { params: {}, maxOutputLength: maxBytes }
  // ok: no-unlimited-unpacking
  return unbrotli(data, settings)
}

// Whose data these are nobody can say.
exports.unpack = async function unpack(data) {
  // ok: no-unlimited-unpacking
  return unbrotli(data)
}
