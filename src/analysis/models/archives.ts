import type { TechnologyModel } from "./model.ts"

const CHOSEN = ["string", "path"] as const

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
