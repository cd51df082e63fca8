import { readFileSync } from "node:fs"
import { parse } from "yaml"
import { z } from "zod"
import { webhookPath } from "./receive-webhook.ts"

/** `app.yml`: what the App may do and hears. */
export const AppManifest = z.strictObject({
  // GitHub refuses longer names.
  name: z.string().min(1).max(34),
  description: z.string(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
})
export type AppManifest = z.infer<typeof AppManifest>

export const callbackPath = "/setup/callback"

/** Reads `app.yml` of this installation; beside `src` in the repository and beside `dist` in the package. */
export function readAppManifest(): AppManifest {
  return AppManifest.parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")))
}

/** The manifest as GitHub's form takes it, with the addresses of this server. */
export function composeManifest(manifest: AppManifest, publicUrl: string): Readonly<Record<string, unknown>> {
  return {
    ...manifest,
    url: publicUrl,
    // The whole path: an App made with the bare address would post every event to a page that is not there.
    hook_attributes: { url: `${publicUrl}${webhookPath}`, active: true },
    redirect_url: `${publicUrl}${callbackPath}`,
  }
}
