import type { TechnologyModel } from "./model.ts"

/** Packages that run a text as code, deserialisers that revive functions among them. */
export const evaluators: TechnologyModel = {
  technology: "an evaluator",
  packages: ["node-serialize"],
  sinks: [
    { call: "node-serialize.unserialize", kind: "code", arguments: [0], needs: "string" },
    { call: "serialize-to-js.deserialize", kind: "code", arguments: [0], needs: "string" },
    { call: "funcster.deepDeserialize", kind: "code", arguments: [0], needs: "shape" },
    { call: "cryo.parse", kind: "code", arguments: [0], needs: "string" },
    { call: "js-yaml.load", kind: "deserialize", arguments: [0], needs: "string" },
    { call: "js-yaml.loadAll", kind: "deserialize", arguments: [0], needs: "string" },
    { call: "jsonpath-plus.JSONPath", kind: "code", arguments: [0], properties: ["path"], needs: "string" },
    { call: "jsonpath.query", kind: "code", arguments: [1], needs: "string" },
    { call: "jsonpath.value", kind: "code", arguments: [1], needs: "string" },
    { call: "expr-eval.Parser.evaluate", kind: "code", arguments: [0], needs: "string" },
    { call: "expr-eval.Parser().parse", kind: "code", arguments: [0], needs: "string" },
    { call: "expression-eval.eval", kind: "code", arguments: [0], needs: "string" },
    { call: "angular-expressions.compile", kind: "code", arguments: [0], needs: "string" },
    { call: "notevil", kind: "code", arguments: [0], needs: "string" },
    { call: "eval5.evaluate", kind: "code", arguments: [0], needs: "string" },
    { call: "mathjs.eval", kind: "code", arguments: [0], needs: "string" },
    { call: "safe-eval", kind: "code", arguments: [0], needs: "string" },
    { call: "static-eval", kind: "code", arguments: [0], needs: "string" },
    { call: "vm2.VM().run", kind: "code", arguments: [0], needs: "string" },
    { call: "vm2.NodeVM().run", kind: "code", arguments: [0], needs: "string" },
  ],
}
