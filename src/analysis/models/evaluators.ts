import type { TechnologyModel } from "./model.ts"

/** Packages that run a text as code, deserialisers that revive functions among them. */
export const evaluators: TechnologyModel = {
  technology: "an evaluator",
  packages: ["node-serialize"],
  sinks: [
    { call: "node-serialize.unserialize", kind: "code", arguments: [0], needs: "string" },
    { call: "serialize-to-js.deserialize", kind: "code", arguments: [0], needs: "string" },
    { call: "mathjs.eval", kind: "code", arguments: [0], needs: "string" },
    { call: "safe-eval", kind: "code", arguments: [0], needs: "string" },
    { call: "static-eval", kind: "code", arguments: [0], needs: "string" },
    { call: "vm2.VM().run", kind: "code", arguments: [0], needs: "string" },
    { call: "vm2.NodeVM().run", kind: "code", arguments: [0], needs: "string" },
  ],
}
