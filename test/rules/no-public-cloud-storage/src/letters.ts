// @ts-nocheck fixture
import { Storage } from "@google-cloud/storage"

export class LetterStorage {
  private readonly bucket

  constructor(name: string) {
    this.bucket = new Storage().bucket(name)
  }

  async put(name: string, content: Buffer) {
    await this.bucket.file(name).save(content, {
      resumable: false,
      // ruleid: no-public-cloud-storage
      predefinedAcl: "publicRead",
    })
  }

  async link(name: string) {
    const [url] = await this.bucket.file(name).getSignedUrl({ action: "read", expires: Date.now() + 300_000 })
    return url
  }
}

export class PrivateStorage {
  private readonly bucket = new Storage().bucket("letters")

  // ok: no-public-cloud-storage
  put = (source: string) => this.bucket.upload(source, { resumable: false, predefinedAcl: "private", public: false })
}
