import { defineRule } from "../rule.ts"
import { unsafeSettings } from "../settings/find-settings.ts"
import type { SourceModule } from "../source/module.ts"

const SIGNS_READS =
  /\bpresignedGetObject\(|\bgetSignedUrl(?:Promise)?\([\s\S]{0,300}?(?:\bGetObjectCommand\b|["'`]getObject["'`]|\baction:\s{0,4}["'`]read["'`])/
const WRITES = /\b(?:PutObjectCommand|CreateMultipartUploadCommand|putObject|Upload)\(|\.(?:upload|save|createWriteStream)\(/g

export const noPublicCloudStorage = defineRule({
  kind: "source",
  id: "no-public-cloud-storage",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Stored objects are open to everyone",
  why: "Buckets are private unless the code says otherwise, and one word is enough to say it. What was public for a day has been copied.",
  fix: "Keep buckets private and hand out signed URLs that end soon.",
  cwe: ["CWE-732", "CWE-284"],
  needs: { path: "no test", settings: "cloud-access" },
  *check({ project, module }) {
    const drafts = [...unsafeSettings(project, module, "cloud-access")]
    const isPrivate = handsOutSigned(module, drafts.filter((each) => each.confidence === "low").length)
    for (const draft of drafts) {
      if (draft.confidence !== "low" || !isPrivate) yield draft
      else
        yield {
          ...draft,
          severity: "high",
          confidence: "medium",
          message: `${draft.message} The signed URLs this file hands out guard nothing: the same object is there without one.`,
          fix: "Store it without the public ACL; a signed URL opens private objects too.",
        }
    }
  },
})

/** Whether a file gives its objects out by signed URLs only, so that none of those it stores is meant to be public. */
function handsOutSigned(module: SourceModule, open: number): boolean {
  // Beside another write, the public one may be the avatar and the signed one the invoice.
  return open > 0 && SIGNS_READS.test(module.code) && [...module.code.matchAll(WRITES)].length <= open
}
