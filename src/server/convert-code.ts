import { z } from "zod"
import { UserError } from "../errors.ts"

/** What GitHub hands over once, in exchange for the code of the callback. */
export interface NewApp {
  readonly appId: number
  readonly privateKey: string
  readonly webhookSecret: string
  /** Page of the App, from which it is installed. */
  readonly htmlUrl: string
}

/** Exchanges the code of the set-up callback. @throws UserError with what to do. */
export type ConvertCode = (code: string) => Promise<NewApp>

const Conversion = z.object({
  id: z.number().int().positive(),
  pem: z.string().min(1),
  webhook_secret: z.string().min(1),
  html_url: z.url({ protocol: /^https?$/ }),
})

const limitMs = 20_000

/** The exchange with one GitHub. The code works once and for one hour. */
export function createCodeConverter(apiUrl: string): ConvertCode {
  return async (code) => {
    const response = await post(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`)
    if (response.status === 404 || response.status === 422)
      throw new UserError("GitHub does not know this code: it works once and for one hour. Start the set-up again.")
    if (response.status !== 201) throw new UserError(`GitHub answered ${response.status}. Start the set-up again in a moment.`)
    const conversion = Conversion.safeParse(await response.json().catch(() => null))
    if (!conversion.success)
      throw new UserError("GitHub's answer lacks the key or the webhook secret. Remove the App on GitHub and start the set-up again.")
    const { id, pem, webhook_secret: webhookSecret, html_url: htmlUrl } = conversion.data
    return { appId: id, privateKey: pem, webhookSecret, htmlUrl }
  }
}

async function post(url: string): Promise<Response> {
  const headers = { accept: "application/vnd.github+json", "user-agent": "nodejs-backend-expert", "x-github-api-version": "2022-11-28" }
  try {
    return await fetch(url, { method: "POST", headers, signal: AbortSignal.timeout(limitMs), redirect: "error" })
  } catch (error) {
    throw new UserError("GitHub cannot be reached from this server. See to its network, then start the set-up again.", { cause: error })
  }
}
