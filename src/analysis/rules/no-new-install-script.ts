import type { AddedPackage } from "../dependencies/compare-locked.ts"
import { lockedChangeOf } from "../dependencies/compare-locked.ts"
import { spotOfPackage, wayInWords } from "../dependencies/package-spot.ts"
import { defineRule } from "../rule.ts"

// Packages that build or fetch a native part when they are installed, and are known for it. Anything else that starts to run code at install time is
// worth a look: that is how stolen publishing rights are used.
const KNOWN = new Set(
  `@apollo/protobufjs @biomejs/biome @datadog/native-appsec @datadog/native-metrics @datadog/pprof @nestjs/core @newrelic/native-metrics @parcel/watcher
   @prisma/client @prisma/engines @sentry/cli @sentry/profiling-node @swc/core @tensorflow/tfjs-node argon2 aws-crt bcrypt better-sqlite3 bigint-buffer
   bufferutil canvas chromedriver core-js core-js-pure cpu-features cypress dd-trace deasync electron esbuild farmhash fsevents geckodriver grpc grpc-tools husky
   isolated-vm kerberos keytar leveldown libpq libxmljs libxmljs2 lmdb lz4 mongodb-memory-server msgpackr-extract msw nan node-rdkafka node-sass nx oracledb
   pg-native phantomjs-prebuilt playwright pprof prisma protobufjs puppeteer re2 redis-memory-server sass-embedded serialport sharp snappy sodium-native sqlite3
   ssh2 swagger-ui-dist turbo unrs-resolver usb utf-8-validate uuid-native vue-demi workerd zeromq zlib-sync`.split(/\s+/),
)

// More than these nobody reads in one sentence.
const NAMED = 5

export const noNewInstallScript = defineRule({
  kind: "change",
  id: "no-new-install-script",
  section: "security",
  practice: "environment",
  severity: "medium",
  confidence: "medium",
  title: "A package that came with this change runs code when it is installed",
  why: "Such a script runs with the rights of whoever installs, on every machine and in every pipeline that holds secrets, before any code of the package is called. It is the first thing an attacker adds to a package they took over.",
  fix: "Read the script in the published package, and allow it by name only (`allowScripts` of @lavamoat/allow-scripts, `onlyBuiltDependencies` of pnpm, `ignore-scripts=true` in `.npmrc`).",
  cwe: ["CWE-506", "CWE-829"],
  *check({ diff, base, head }) {
    const running = lockedChangeOf({ diff, base, head }).added.filter(
      ({ name, runsScript, before }) => runsScript === true && !KNOWN.has(name) && !before.some((each) => each.runsScript === true),
    )
    // What a package brings is judged with the package: one decision, one finding.
    for (const group of Map.groupBy(running, ({ lockfile, way, name }) => `${lockfile}\0${way[0] ?? name}`).values()) {
      const [added, ...brought] = group.toSorted((a, b) => a.way.length - b.way.length)
      if (added === undefined) continue
      const others = brought.map(({ name, version }) => `\`${name}\` ${version}`)
      yield {
        ...spotOfPackage(added, head),
        title: `${added.name} ${added.version} runs code when it is installed${added.before.length > 0 ? ", which it did not before" : ""}`,
        message: `The lockfile marks \`${added.name}\` ${added.version} as a package with an install script${isNew(added)}. ${wayInWords(added)}${others.length === 0 ? "" : ` The same holds for ${others.slice(0, NAMED).join(", ")}${others.length > NAMED ? ` and ${others.length - NAMED} more` : ""}, which ${others.length === 1 ? "comes" : "come"} the same way.`}`,
        severity: group.some(({ before }) => before.length > 0) ? "high" : "medium",
        key: group.map(({ name, version }) => `${name} ${version}`).join(", "),
      }
    }
  },
})

function isNew({ before }: AddedPackage): string {
  return before.length === 0 ? "" : `; ${before.map(({ version }) => version).join(", ")} had none`
}
