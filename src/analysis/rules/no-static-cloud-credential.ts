import { defineRule } from "../rule.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noStaticCloudCredential = defineRule({
  kind: "source",
  id: "no-static-cloud-credential",
  section: "security",
  practice: "environment",
  severity: "critical",
  confidence: "high",
  title: "A key of the cloud account is written into the source",
  why: "A key in the source is a key in every clone, log and backup of the repository, and it works from everywhere. The SDKs find the identity of the machine they run on by themselves.",
  fix: "Revoke the key and use the identity of the machine, the container or the function.",
  cwe: ["CWE-798"],
  needs: { path: "no test", settings: "cloud-credential" },
  *check({ project, module }) {
    yield* unsafeSettings(project, module, "cloud-credential")
  },
})
