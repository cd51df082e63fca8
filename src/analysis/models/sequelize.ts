import type { TechnologyModel } from "./model.ts"

const MODELS = ["sequelize.Sequelize().define()", "sequelize.Sequelize().models.*", "sequelize.Model", "sequelize.Model()"]

export const sequelize: TechnologyModel = {
  technology: "Sequelize",
  packages: ["sequelize", "sequelize-typescript", "@sequelize/core"],
  same: [{ from: "sequelize()", to: "sequelize.Sequelize()" }],
  sinks: [
    ...["create", "update", "build", "bulkCreate", "upsert"].flatMap((method) =>
      MODELS.map(
        (model) => ({ call: `${model}.${method}`, kind: "mass-assignment", arguments: [0], properties: ["*"], needs: "shape" }) as const,
      ),
    ),
    { call: "sequelize.Sequelize().query", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { call: "sequelize.literal", kind: "sql", arguments: [0], needs: "string" },
    { call: "sequelize.Sequelize.literal", kind: "sql", arguments: [0], needs: "string" },
    { call: "sequelize.Sequelize().literal", kind: "sql", arguments: [0], needs: "string" },
  ],
  namedSinks: [
    ...["create", "update", "build", "bulkCreate", "upsert"].map(
      (method) =>
        ({ receiver: /^(?:\w+\.)?[A-Z]\w*$/, method, kind: "mass-assignment", arguments: [0], properties: ["*"], needs: "shape" }) as const,
    ),
    { receiver: /sequelize$/i, method: "query", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { receiver: /sequelize$/i, method: "literal", kind: "sql", arguments: [0], needs: "string" },
  ],
  facts: [
    ...MODELS.flatMap((model) => [
      ...["create", "bulkCreate", "update", "destroy", "upsert", "increment", "decrement", "findOrCreate", "restore", "truncate"].map(
        (method) => ({ call: `${model}.${method}`, is: ["returns-promise", "db-write"] as const }),
      ),
      ...["findByPk", "findOne", "count", "sum", "max", "min", "aggregate"].map((method) => ({
        call: `${model}.${method}`,
        is: ["returns-promise", "db-read"] as const,
      })),
      ...["findAll", "findAndCountAll"].map((method) => ({ call: `${model}.${method}`, is: ["returns-promise", "db-list"] as const })),
    ]),
    { call: "sequelize.Sequelize().query", is: ["returns-promise", "db-read"] },
    ...["commit", "rollback"].map((method) => ({
      call: `sequelize.Sequelize().transaction().${method}`,
      is: ["returns-promise"] as const,
    })),
  ],
  namedFacts: [
    { receiver: /^(?:\w+\.)?[A-Z]\w+$/, methods: ["findByPk", "findOne", "count"], is: ["returns-promise", "db-read"] },
    { receiver: /^(?:\w+\.)?[A-Z]\w+$/, methods: ["findAll", "findAndCountAll"], is: ["returns-promise", "db-list"] },
    // `Database.sessionModel`, `this.models.session`: no other library has these methods.
    { receiver: /\wModel$|(?:^|\.)models\.\w+$/, methods: ["findByPk"], is: ["returns-promise", "db-read"] },
    { receiver: /\wModel$|(?:^|\.)models\.\w+$/, methods: ["findAndCountAll"], is: ["returns-promise", "db-list"] },
  ],
  rows: {
    one: ["findByPk", "findOne", "findOrCreate", "create", "build"],
    many: ["findAll", "bulkCreate"],
    keeps: {
      create: { argument: 0 },
      build: { argument: 0 },
      bulkCreate: { argument: 0 },
      update: { argument: 0 },
      upsert: { argument: 0 },
    },
    rowKeeps: ["update", "set", "setAttributes", "updateAttributes", "setDataValue"],
    same: ["save", "reload", "toJSON", "get"],
  },
}
