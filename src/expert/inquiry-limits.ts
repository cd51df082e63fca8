/** What one inquiry may take, whatever else allows more: about what the smallest review costs, and a patience that people have. */
export const inquiryLimits = { usd: 0.4, wallMs: 180_000, pass: { toolCalls: 6, turns: 4, maxTokens: 12_000 } } as const
