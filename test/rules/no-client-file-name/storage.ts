import { randomUUID } from "node:crypto"
import multer from "multer"

const ENDINGS = new Map([["image/png", ".png"]])

export const named = multer.diskStorage({
  destination: "uploads",
  filename(req, file, callback) {
    // ruleid: no-client-file-name
    callback(null, file.originalname)
  },
})

export const stamped = multer.diskStorage({
  // ruleid: no-client-file-name
  filename: (req, file, callback) => callback(null, `${Date.now()}-${file.originalname}`),
})

export const own = multer.diskStorage({
  // ok: no-client-file-name
  filename: (req, file, callback) => callback(null, randomUUID() + (ENDINGS.get(file.mimetype) ?? "")),
})

export const looked = multer.diskStorage({
  filename(req, file, callback) {
    if (!ENDINGS.has(file.mimetype)) return callback(new Error("not allowed"), "")
    // ok: no-client-file-name
    callback(null, file.originalname)
  },
})
