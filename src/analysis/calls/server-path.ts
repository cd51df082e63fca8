import { isTestPath, remembered } from "../classify.ts"

// `tools` beside the sources are for developers; among them they are what a model may call.
const ELSEWHERE =
  /(?:^|\/)(?:\.[a-z][\w-]*|[\w.]+-(?:cli|frontend|desktop|mobile|electron)|(?:[\w.]+-){0,3}(?:vite|webpack|rollup|esbuild|eslint|babel)-plugin(?:-[\w.]+)?|client|frontend|front-end|web|webapp|mobile|expo|react-native|electron|ui|www|browser|public|static|assets|scripts?|(?<!(?:^|\/)(?:src|lib|app|server)\/(?:[^/]+\/){0,6})tools?|cli|bin|bench|benchmarks?|examples?|migrations?|upgrades?|seeds?|seeders?|install|build|docs?)\//i

// What Next.js and its like run on the server, in whatever folder the pages are.
const NEXT =
  /(?:^|\/)pages\/api\/.+\.[cm]?[jt]s$|(?:^|\/)route\.[cm]?[jt]s$|(?:^|\/)app\/(?:[^/]+\/)*_?actions?\.[cm]?[jt]s$|\.server\.[cm]?[jt]s$|(?:^|\/)\+server\.[cm]?[jt]s$|(?:^|\/)(?:web|www|webapp|(?:[\w.]+-)?frontend|front-end|client|ui)\/(?:src\/)?(?:middleware|proxy)\.[jt]s$/
// Parts of a web application that say they are run there; what lies in them is judged by its own folders.
const SERVER_PART = /^((?:[^/]+\/)*?)(?:server|trpc\/routers?|repositories|controllers|resolvers|webhooks)\/(.+)$/
const WEB = /(?:^|\/)(?:web|www|webapp)\//gi
const NO_SERVICE = /(?:^|\/)(?:scripts?|tools?|bench|benchmarks?|examples?|docs?|build)\//i
const TOOL = /\.config\.[cm]?[jt]s$/
// Tools look for theirs at the root of the package: `src/config/database.config.ts` is what Nest calls the settings of a service.
const OWN_CONFIG = /(?:^|\/)src\/(?:[^/]+\/)*configs?\/[^/]+\.config\.[cm]?ts$/

/** Whether a file is likely to run inside a long-living server: no test, script, migration, browser, phone or desktop code, by its path. */
export const isServerPath = remembered(
  (path) =>
    !isTestPath(path) &&
    !isElsewhere(path) &&
    !(TOOL.test(path) && !OWN_CONFIG.test(path)) &&
    !/(?:^|\/)(?:Gruntfile|gulpfile|seed)\.[cm]?[jt]s$/i.test(path) &&
    // Markup that is rendered on the server says where it lies.
    (!/\.[jt]sx$/.test(path) || /(?:^|\/)server\/[^/]+\.[jt]sx$/.test(path)),
)

function isElsewhere(path: string): boolean {
  if (NEXT.test(path)) return NO_SERVICE.test(path)
  const [, before, inside] = SERVER_PART.exec(path) ?? []
  if (before === undefined || inside === undefined) return ELSEWHERE.test(path)
  return ELSEWHERE.test(before.replace(WEB, "/")) || ELSEWHERE.test(inside)
}
