import type { TechnologyModel } from "./model.ts"

const CHOSEN = ["string", "path"] as const

/** A call that writes the entries of an archive into a folder by itself. */
export interface Extractor {
  /** Access path of the callee, known by what its receiver is declared as. */
  readonly call: string
  readonly package: string
  /** The versions that follow names out of the folder, as a semver range. */
  readonly vulnerable: string
}

// CVE-2018-1002204, CVE-2018-1002203, CVE-2020-12265, CVE-2021-32804, CVE-2018-20835.
export const extractors: readonly Extractor[] = [
  ...["extractAllTo", "extractAllToAsync", "extractEntryTo"].map((method) => ({
    call: `adm-zip().${method}`,
    package: "adm-zip",
    vulnerable: "<0.4.11",
  })),
  { call: "unzipper.Extract", package: "unzipper", vulnerable: "<0.8.13" },
  { call: "decompress", package: "decompress", vulnerable: "<4.2.1" },
  ...["x", "extract"].map((method) => ({
    call: `tar.${method}`,
    package: "tar",
    vulnerable: "<3.2.2 || >=4.0.0 <4.4.14 || >=5.0.0 <5.0.6 || >=6.0.0 <6.1.1",
  })),
  { call: "tar-fs.extract", package: "tar-fs", vulnerable: "<1.16.2" },
]

/** Readers of archives: whoever made the archive chose the names inside, `../` included. */
export const archives: TechnologyModel = {
  technology: "an archive reader",
  packages: ["unzipper"],
  passages: [
    ...["buffer", "file", "url"].map((method) => ({ call: `unzipper.Open.${method}`, from: [0], drops: [], gives: CHOSEN })),
    { call: "adm-zip", from: [0], drops: [], gives: CHOSEN },
    { call: "jszip.loadAsync", from: [0], drops: [], gives: CHOSEN },
    { call: "node-stream-zip", from: [0], drops: [], gives: CHOSEN },
    { call: "yauzl.fromBuffer", from: [0], drops: [], gives: CHOSEN },
  ],
}
