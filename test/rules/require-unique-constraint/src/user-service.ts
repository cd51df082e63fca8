// @ts-nocheck fixture
import { UserRepository } from "./user-repository"

export class UserService {
  constructor(private readonly users: UserRepository) {}

  async register(email, login) {
    const existing = await this.users.findByEmail(email)
    if (existing) throw new Error("exists")
    // ruleid: require-unique-constraint
    return this.users.create({ email, login })
  }

  async registerLogin(email, login) {
    const existing = await this.users.findByLogin(login)
    if (existing) throw new Error("exists")
    // ok: require-unique-constraint
    return this.users.create({ email, login })
  }

  async subscribe(email, listId) {
    const existing = await this.users.findByEmail(email)
    if (existing) throw new Error("exists")
    // ok: require-unique-constraint
    return this.users.createSubscriber({ email, listId })
  }

  async registerData(email, data) {
    const existing = await this.users.findByEmail(email)
    if (existing) throw new Error("exists")
    // ok: require-unique-constraint
    return this.users.create(data)
  }
}
