import type { FileReason } from "../../model/analysis.ts"
import type { ChangedFile } from "../../model/diff.ts"
import { PACK_CHARACTERS, sizeOf } from "../plan.ts"

// More parts than this are more than one review can pay for; what is left out is named.
const MAX_PARTS = 4

export interface Parts {
  readonly parts: readonly (readonly ChangedFile[])[]
  readonly leftOut: readonly FileReason[]
}

/**
 * Takes the files of a plan, returns them in parts that fit into one prompt each. Files of one package stay together as far as possible; what fits
 * into no part is left out with the reason.
 */
export function splitFiles(files: readonly ChangedFile[], most = PACK_CHARACTERS): Parts {
  const parts: ChangedFile[][] = [[]]
  const leftOut: FileReason[] = []
  let room = most
  for (const file of byPackage(files)) {
    const size = sizeOf(file)
    if (size > room && parts.at(-1)?.length !== 0 && size <= most && parts.length < MAX_PARTS) {
      parts.push([])
      room = most
    }
    if (size > room) leftOut.push({ path: file.path, reason: size > most ? "too large for the model" : "more than one review can read" })
    else {
      parts.at(-1)?.push(file)
      room -= size
    }
  }
  return { parts: parts.filter((part) => part.length > 0), leftOut }
}

/** Takes files, returns them in two halves of about the same size, those of one package together; `null` where there is only one. */
export function halveFiles(files: readonly ChangedFile[]): readonly [readonly ChangedFile[], readonly ChangedFile[]] | null {
  if (files.length < 2) return null
  const sorted = byPackage(files)
  const half = sorted.reduce((sum, file) => sum + sizeOf(file), 0) / 2
  let size = 0
  const beyond = sorted.findIndex((file) => (size += sizeOf(file)) > half)
  const at = Math.min(Math.max(beyond, 1), sorted.length - 1)
  return [sorted.slice(0, at), sorted.slice(at)]
}

function byPackage(files: readonly ChangedFile[]): ChangedFile[] {
  return files.toSorted((a, b) => compare(packageOf(a.path), packageOf(b.path)))
}

function packageOf(path: string): string {
  return /^(?:(?:packages|apps|libs|services|modules)\/[^/]+|[^/]+\/[^/]+|[^/]+)(?=\/)/.exec(path)?.[0] ?? ""
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
