// Code in the tokenizer of the current models takes about 2.7 characters a token; names of few characters and signs take fewer.
const bytesPerToken = 2.7
const bytesPerTokenAtWorst = 2

/** About how many tokens a text has. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken)
}

/** How many tokens a text may have, for a limit that must hold. */
export function overestimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerTokenAtWorst)
}
