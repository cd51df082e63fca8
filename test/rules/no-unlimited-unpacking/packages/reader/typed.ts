import { promisify } from "node:util"
import zlib, { type ZlibOptions } from "node:zlib"

const gunzip = promisify<zlib.InputType, ZlibOptions, Buffer>(zlib.gunzip)

export async function read(data: Buffer, { sizeLimit }: { sizeLimit: number }): Promise<Buffer> {
  const options: ZlibOptions = { chunkSize: 1024 }
  const limited: ZlibOptions = { chunkSize: 1024, maxOutputLength: sizeLimit }
  // ok: no-unlimited-unpacking
  await gunzip(data, limited)
  // ruleid: no-unlimited-unpacking
  return gunzip(data, options)
}
