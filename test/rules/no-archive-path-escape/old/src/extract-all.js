const AdmZip = require("adm-zip")
const decompress = require("decompress")
const tar = require("tar")

exports.extractAll = (data, folder) => {
  const zip = AdmZip(data)
  // ruleid: no-archive-path-escape
  zip.extractAllTo(folder, true)
}

exports.unpack = async (data, folder) => {
  // ruleid: no-archive-path-escape
  await decompress(data, folder)
  // ok: no-archive-path-escape
  await tar.x({ file: data, cwd: folder })
}
