import { express } from "./express.ts"
import type { Given, Listener, TechnologyModel } from "./model.ts"

const TEXT = ["string", "host", "path"] as const
// busboy takes the folders out of the names of files unless it is told not to.
const BARE = ["string"] as const
const KEEPS_FOLDERS = /preservePath:\s*true/

const STORED = { filename: [], path: [], destination: [], size: [], fieldname: BARE, mimetype: BARE, encoding: [], stream: [] } as const
// https://github.com/node-formidable/formidable#file
const KEPT = { filepath: [], newFilename: [], size: [], hash: [], mtime: [], path: [], mimetype: BARE, type: BARE } as const

// `multer.diskStorage({ destination: (req, file, callback) => …, filename: … })`
function placed(handler: "destination" | "filename", file: Given, when?: RegExp): Listener {
  return {
    where: ["multer"],
    call: "multer.diskStorage",
    handler,
    ...(when ? { when } : {}),
    gives: [
      ...(express.request ? [{ parameter: 0, request: express.request }] : []),
      file,
      { parameter: 2, calls: "multer.diskStorage.callback" },
    ],
    label: "an upload",
  }
}

// `busboy(…).on("file", (field, stream, info) => …)`
function received(event: RegExp, gives: readonly Given[], when?: RegExp): Listener {
  return {
    where: ["busboy", "@fastify/busboy", "connect-busboy"],
    receiver: /^(?:bb|busboy|bus_?boy|parser|form|uploader|multipart)$/i,
    method: "on",
    event,
    handler: 1,
    ...(when ? { when } : {}),
    gives,
    label: "an upload",
  }
}

const withName = (controls: readonly ("string" | "host" | "path")[]): Given[] => [
  { parameter: 0, controls: TEXT },
  { parameter: 2, controls, below: { mimeType: BARE, encoding: [] } },
]

/** Uploads: whoever sends a file names it, and the fields beside it are data like any other. */
export const uploads: TechnologyModel = {
  technology: "Uploads",
  packages: ["formidable"],
  same: ["formidable.formidable", "formidable.default", "formidable.IncomingForm", "formidable.Formidable"].map((from) => ({
    from: `${from}()`,
    to: "formidable()",
  })),
  listeners: [
    placed("destination", { parameter: 1, controls: TEXT, below: { ...STORED, originalname: TEXT } }, KEEPS_FOLDERS),
    placed("filename", { parameter: 1, controls: TEXT, below: { ...STORED, originalname: TEXT } }, KEEPS_FOLDERS),
    placed("destination", { parameter: 1, controls: TEXT, below: { ...STORED, originalname: BARE } }),
    placed("filename", { parameter: 1, controls: TEXT, below: { ...STORED, originalname: BARE } }),
    received(/^file$/, withName(TEXT), KEEPS_FOLDERS),
    received(/^file$/, withName(BARE)),
    received(/^field$/, [
      { parameter: 0, controls: TEXT },
      { parameter: 1, controls: TEXT },
    ]),
    {
      where: ["formidable"],
      call: "formidable().parse",
      handler: 1,
      gives: [
        { parameter: 1, controls: TEXT },
        { parameter: 2, controls: TEXT, below: KEPT },
      ],
      label: "an upload",
    },
  ],
  sinks: [{ call: "multer.diskStorage.callback", kind: "path", arguments: [1], succeeds: true, needs: "path" }],
  passages: [{ call: "formidable().parse", from: [0], drops: [], gives: TEXT, below: KEPT }],
}
