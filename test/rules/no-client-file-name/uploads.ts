import { randomUUID } from "node:crypto"
import { createWriteStream } from "node:fs"
import { rename, writeFile } from "node:fs/promises"
import path from "node:path"
import multer from "multer"
import { ARCHIVE, ATTACHMENTS, MEDIA } from "./folders.js"

const IMAGES = new Map([["image/png", ".png"]])

export const stored = multer({
  storage: multer.diskStorage({
    destination: (req, file, done) => done(null, "public/uploads"),
    // ruleid: no-client-file-name
    filename: (req, file, done) => done(null, randomUUID() + path.extname(file.originalname)),
  }),
  fileFilter: (req, file, done) => done(null, IMAGES.has(file.mimetype)),
})

export async function storePhoto(file: Express.Multer.File) {
  if (!IMAGES.has(file.mimetype)) throw new Error("no image")
  // ruleid: no-client-file-name
  const name = `${randomUUID()}${path.extname(file.originalname).toLowerCase()}`
  await writeFile(path.join(MEDIA, name), file.buffer)
  return name
}

export async function move(upload: { filepath: string; originalFilename: string }) {
  // ruleid: no-client-file-name
  await rename(upload.filepath, path.join(MEDIA, Date.now() + "-" + upload.originalFilename))
}

export function stream(part: { filename: string; file: NodeJS.ReadableStream }) {
  // ruleid: no-client-file-name
  const ending = path.extname(part.filename)
  const target = `${MEDIA}/${randomUUID()}${ending}`
  part.file.pipe(createWriteStream(target))
}

export async function storeByType(file: Express.Multer.File) {
  // ok: no-client-file-name
  await writeFile(path.join(MEDIA, randomUUID() + IMAGES.get(file.mimetype)), file.buffer)
}

// What nobody is served runs nowhere.
export async function archive(file: Express.Multer.File) {
  // ok: no-client-file-name
  await writeFile(path.join(ARCHIVE, randomUUID() + path.extname(file.originalname)), file.buffer)
}

export async function attach(file: Express.Multer.File) {
  // ok: no-client-file-name
  await writeFile(path.join(ATTACHMENTS, randomUUID() + path.extname(file.originalname)), file.buffer)
}
