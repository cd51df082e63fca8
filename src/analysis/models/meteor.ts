import { codeKinds } from "./model.ts"
import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const MAX_ARGUMENTS = 5

/** Methods and publications of Meteor, which any browser calls with what it likes. */
export const meteor: TechnologyModel = {
  technology: "Meteor",
  packages: ["meteor/meteor"],
  same: [{ from: "globalThis.Meteor", to: "meteor/meteor.Meteor" }],
  listeners: [
    // https://docs.meteor.com/api/meteor#methods
    { call: "meteor/meteor.Meteor.methods", table: 0 },
    { call: "meteor/meteor.Meteor.publish", handler: 1 },
  ].map((taken) => ({
    where: [],
    says: /\bMeteor\.(?:methods|publish)\(/,
    ...taken,
    gives: Array.from({ length: MAX_ARGUMENTS }, (_, parameter) => ({ parameter, controls: EVERYTHING })),
    // What is asked for is what such a call is sent for.
    only: codeKinds,
    label: "a method of the service",
  })),
}
