// Code in the tokenizer of the current models takes about 2.7 bytes a token; names of few characters and signs take fewer.
const bytesPerToken = 2.7
/** Fewer bytes a token than any code we have seen, for limits that must hold. */
export const bytesPerTokenAtWorst = 2

/** About how many tokens a text has. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken)
}
