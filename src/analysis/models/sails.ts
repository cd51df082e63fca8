import type { TechnologyModel } from "./model.ts"

/** Actions of Sails, each a file with its inputs and a function; those of the older kind are handlers of Express. */
export const sails: TechnologyModel = {
  technology: "Sails",
  packages: ["sails"],
  listeners: [
    {
      // https://sailsjs.com/documentation/concepts/actions-and-controllers#?actions-2
      where: ["sails"],
      files: /(?:^|\/)api\/controllers\/.+\.[jt]s$/,
      exported: /^fn$/,
      gives: [{ parameter: 0, controls: ["string", "host", "path"] }],
      label: "this action",
    },
  ],
  // https://sailsjs.com/documentation/reference/waterline-orm/datastores/send-native-query
  namedSinks: [{ receiver: /./, method: "sendNativeQuery", kind: "sql", arguments: [0], needs: "string" }],
}
