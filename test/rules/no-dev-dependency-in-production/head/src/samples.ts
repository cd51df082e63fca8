// @ts-nocheck fixture
// ok: no-dev-dependency-in-production
import { faker } from "@faker-js/faker"

export const order = () => ({ id: faker.string.uuid() })
