import type { TechnologyModel } from "./model.ts"

export const bcrypt: TechnologyModel = {
  technology: "bcrypt",
  packages: ["bcrypt", "bcryptjs", "@node-rs/bcrypt"],
  facts: [
    ...["hashSync", "compareSync"].map((method) => ({ call: `bcrypt.${method}`, is: ["blocking"] as const })),
    ...["hash", "compare"].map((method) => ({ call: `bcrypt.${method}`, is: ["returns-promise"] as const })),
  ],
}
