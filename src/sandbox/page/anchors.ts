/** Fragment of a file's card on the files page; by position, because a path may hold anything. */
export function fileAnchor(index: number): string {
  return `file-${index + 1}`
}

/** Fragment of a line of the head inside a file's diff. */
export function lineAnchor(index: number, line: number): string {
  return `file-${index + 1}-line-${line}`
}
