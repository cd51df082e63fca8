import AdmZip from "adm-zip"

export function extractAll(data: Buffer, folder: string) {
  // ok: no-archive-path-escape
  new AdmZip(data).extractAllTo(folder, true)
}
