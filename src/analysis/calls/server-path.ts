import { isTestPath, remembered } from "../classify.ts"

const ELSEWHERE =
  /(?:^|\/)(?:[\w.]+-(?:cli|frontend|desktop|mobile|electron)|(?:[\w.]+-){0,3}(?:vite|webpack|rollup|esbuild|eslint|babel)-plugin(?:-[\w.]+)?|client|frontend|front-end|web|webapp|mobile|expo|react-native|electron|ui|www|browser|public|static|assets|scripts?|tools?|cli|bin|bench|benchmarks?|examples?|migrations?|upgrades?|seeds?|seeders?|install|build|docs?)\//i

// What Next.js and its like run on the server, and what says so of itself, in whatever folder the pages are.
const NEXT =
  /(?:^|\/)pages\/api\/.+\.[cm]?[jt]s$|(?:^|\/)route\.[cm]?[jt]s$|(?:^|\/)app\/(?:[^/]+\/)*_?actions?\.[cm]?[jt]s$|\.server\.[cm]?[jt]s$|(?:^|\/)(?:server|trpc\/routers?|repositories|controllers|resolvers|webhooks)\/(?:[^/]+\/)*[^/]+\.[cm]?[jt]s$/
const NO_SERVICE = /(?:^|\/)(?:scripts?|tools?|bench|benchmarks?|examples?|docs?|build)\//i
const TOOL = /\.config\.[cm]?[jt]s$/
// Tools look for theirs at the root of the package: `src/config/database.config.ts` is what Nest calls the settings of a service.
const OWN_CONFIG =
  /(?:^|\/)src\/(?:[^/]+\/)*(?!(?:next|nuxt|vite|vitest|jest|eslint|prettier|webpack|rollup|babel|tailwind|postcss|drizzle|tsup|playwright|cypress|mikro-orm)\.)[^/]+\.config\.[cm]?ts$/

/** Whether a file is likely to run inside a long-living server: no test, script, migration, browser, phone or desktop code, by its path. */
export const isServerPath = remembered(
  (path) =>
    !isTestPath(path) &&
    !(NEXT.test(path) ? NO_SERVICE : ELSEWHERE).test(path) &&
    !(TOOL.test(path) && !OWN_CONFIG.test(path)) &&
    !/\.[jt]sx$|(?:^|\/)(?:Gruntfile|gulpfile|seed)\.[cm]?[jt]s$/i.test(path),
)
