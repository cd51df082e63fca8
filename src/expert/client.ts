import Anthropic from "@anthropic-ai/sdk"

/** The provider's client, set so that nothing is decided, logged or sent behind our back. */
export type ModelClient = Anthropic

/**
 * Opens the one door to the model; `baseUrl` is `null` for the provider's own. The client reads nothing from the environment that could send the
 * code under review elsewhere: no trace, no other credentials, no log of what could not be parsed.
 */
export function openClient({ apiKey, baseUrl }: { readonly apiKey: string; readonly baseUrl: string | null }): ModelClient {
  return new Anthropic({
    apiKey,
    baseURL: baseUrl ?? "https://api.anthropic.com",
    // Retries are ours: they must know the budget, the deadline and the signal of the review, and a spend cap must not be knocked at twice.
    maxRetries: 0,
    // The watchdog is ours too: this one only runs until the headers arrive.
    timeout: 30 * 60_000,
    logLevel: "off",
    openTelemetry: false,
  })
}
