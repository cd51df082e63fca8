// What the script `build` runs.
import { faker } from "@faker-js/faker"

console.log(faker.commerce.product())
