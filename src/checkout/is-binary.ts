// As git decides it (buffer_is_binary), so that a file is binary here exactly when GitHub says so.
export const binaryProbeBytes = 8000

/** Tells whether a file is binary from its first bytes: a NUL among the first 8000. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, binaryProbeBytes).includes(0)
}
