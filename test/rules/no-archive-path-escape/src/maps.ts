// @ts-nocheck fixture
import { unzipSync } from "fflate"
import JSZip from "jszip"
import { writeFile } from "node:fs/promises"
import path from "node:path"

export async function unpack(data: Buffer, folder: string) {
  const zip = await JSZip.loadAsync(data)
  await Promise.all(
    Object.keys(zip.files).map(async (name) => {
      // ruleid: no-archive-path-escape
      await writeFile(path.join(folder, name), await zip.files[name].async("nodebuffer"))
    }),
  )
}

export async function unpackPairs(data: Uint8Array, folder: string) {
  for (const [name, content] of Object.entries(unzipSync(data))) {
    // ruleid: no-archive-path-escape
    await writeFile(`${folder}/${name}`, content)
  }
}

export async function unpackEach(data: Buffer, folder: string) {
  const zip = new JSZip()
  const opened = await zip.loadAsync(data)
  opened.forEach((inside, file) => {
    // ruleid: no-archive-path-escape
    file.async("nodebuffer").then((content) => writeFile(path.join(folder, inside), content))
  })
}

export async function unpackSafely(data: Uint8Array, folder: string) {
  for (const [name, content] of Object.entries(unzipSync(data))) {
    const target = path.resolve(folder, name)
    if (!target.startsWith(path.resolve(folder) + path.sep)) throw new Error("bad name")
    // ok: no-archive-path-escape
    await writeFile(target, content)
  }
}

export async function keep(settings: Record<string, string>, folder: string) {
  for (const [name, content] of Object.entries(settings)) {
    // ok: no-archive-path-escape
    await writeFile(path.join(folder, name), content)
  }
}
