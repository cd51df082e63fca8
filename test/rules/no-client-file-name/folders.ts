import path from "node:path"

export const MEDIA = path.resolve(process.env.MEDIA_DIR ?? "/srv/media")
export const ATTACHMENTS = path.resolve(process.env.ATTACHMENT_DIR ?? "/srv/attachments")
export const ARCHIVE = path.resolve(process.env.ARCHIVE_DIR ?? "/srv/archive")
