import type { TechnologyModel } from "./model.ts"

export const sequelize: TechnologyModel = {
  technology: "Sequelize",
  packages: ["sequelize", "sequelize-typescript", "@sequelize/core"],
  same: [{ from: "sequelize()", to: "sequelize.Sequelize()" }],
  sinks: [
    { call: "sequelize.Sequelize().query", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { call: "sequelize.literal", kind: "sql", arguments: [0], needs: "string" },
    { call: "sequelize.Sequelize.literal", kind: "sql", arguments: [0], needs: "string" },
    { call: "sequelize.Sequelize().literal", kind: "sql", arguments: [0], needs: "string" },
  ],
  namedSinks: [
    { receiver: /sequelize$/i, method: "query", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { receiver: /sequelize$/i, method: "literal", kind: "sql", arguments: [0], needs: "string" },
  ],
  namedFacts: [
    { receiver: /^(?:\w+\.)?[A-Z]\w+$/, methods: ["findByPk", "findOne", "count"], is: ["returns-promise", "db-read"] },
    { receiver: /^(?:\w+\.)?[A-Z]\w+$/, methods: ["findAll", "findAndCountAll"], is: ["returns-promise", "db-list"] },
  ],
}
