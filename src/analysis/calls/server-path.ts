import { isTestPath } from "../classify.ts"

const ELSEWHERE =
  /(?:^|\/)(?:client|frontend|front-end|web|webapp|mobile|expo|react-native|electron|ui|www|browser|public|static|assets|scripts?|tools?|cli|bin|bench|benchmarks?|examples?|migrations?|upgrades?|seeds?|seeders?|install|build|docs?)\//i

/** Whether a file is likely to run inside a long-living server: no test, script, migration, browser, phone or desktop code, by its path. */
export function isServerPath(path: string): boolean {
  return (
    !isTestPath(path) &&
    !ELSEWHERE.test(path) &&
    !/\.[jt]sx$|\.config\.[cm]?[jt]s$|(?:^|\/)(?:Gruntfile|gulpfile|seed)\.[cm]?[jt]s$/i.test(path)
  )
}
