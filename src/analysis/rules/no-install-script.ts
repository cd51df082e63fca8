import { defineRule } from "../rule.ts"
import { isManifestPath, manifestSpot } from "../source/manifest-spot.ts"

const HOOKS = ["preinstall", "install", "postinstall"] as const
// Tools that are made to be called there and bring nothing from elsewhere.
const USUAL =
  /^(?:husky\b|is-ci\b|patch-package|(?:npx |pnpm |yarn )?prisma generate|lefthook install|simple-git-hooks|ngcc|npx only-allow|only-allow|electron-builder install-app-deps|nuxt prepare|lerna bootstrap|(?:npm|yarn|pnpm)(?: run)? [\w:-]+$|node-gyp|opencollective|:$|echo\b|tsc\b)/

export const noInstallScript = defineRule({
  kind: "text",
  id: "no-install-script",
  section: "security",
  practice: "environment",
  severity: "low",
  confidence: "low",
  title: "A script runs on every install",
  why: "It runs with the rights of whoever installs, on every machine, in every pipeline and image build, before anyone has read it. Teams that install with `--ignore-scripts` get something else than the others.",
  fix: "Run it as a named step of the build; take what it downloads from the registry with a checksum.",
  cwe: ["CWE-829"],
  files: isManifestPath,
  *check({ project, path, text }) {
    const manifest = project.manifests.find((each) => each.path === path)
    if (!manifest?.valid) return
    const known = { ...manifest.dependencies, ...manifest.devDependencies }
    for (const hook of HOOKS) {
      const script = manifest.scripts[hook]
      if (script === undefined || USUAL.test(script.trim())) continue
      const shown = script.replaceAll("`", "'").slice(0, 80)
      const command = /\b(?:curl|wget)\b[^|;&]*(?:\||&&|;)|\b(?:curl|wget)\b/.exec(script)?.[0]
      const borrowed = /\bnpx\s+(?:--?\w+\s+)*(?:-y\s+|--yes\s+)?((?:@[\w.-]+\/)?[\w.-]+)/.exec(script)?.[1]
      const isPiped = /\b(?:curl|wget)\b[^;&]*\|\s*(?:sudo\s+)?(?:ba|z)?sh\b/.test(script)
      if (command !== undefined)
        yield {
          at: manifestSpot(text, "scripts", hook),
          title: `${hook} ${isPiped ? "runs a script from the network" : "downloads something"} on every install`,
          message: `\`${shown}\` ${isPiped ? "gives what another server answers to a shell" : "fetches from another server"} on every machine that installs: who controls that answer controls the pipeline and the image.`,
          severity: isPiped ? "high" : "medium",
          confidence: "high",
          key: `${hook} ${script}`,
        }
      else if (borrowed !== undefined && known[borrowed.replace(/(.)@.*$/, "$1")] === undefined)
        yield {
          at: manifestSpot(text, "scripts", hook),
          title: `${hook} runs ${borrowed}, which no dependency list names`,
          message: `\`${shown}\` takes the newest \`${borrowed}\` from the registry and runs it on every machine that installs; no lockfile says which version that is.`,
          fix: `Add \`${borrowed}\` to \`devDependencies\`, so that the lockfile holds its version.`,
          severity: "medium",
          confidence: "medium",
          key: `${hook} ${script}`,
        }
      else
        yield {
          at: manifestSpot(text, "scripts", hook),
          title: `${hook} runs on every install`,
          message: `\`${shown}\` runs whenever somebody installs this package, in the pipeline and in the image build as well, and is left out where scripts are switched off.`,
          severity: "nit",
          key: `${hook} ${script}`,
        }
    }
  },
})
