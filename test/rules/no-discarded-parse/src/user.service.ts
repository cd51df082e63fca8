// @ts-nocheck fixture
import { users } from "./store.js"

export class UserService {
  async editUser(changes, file, user) {
    return users.updateOne({ _id: user.id }, { $set: { ...changes } })
  }

  async createUser(fields) {
    return users.insertOne({ firstName: fields.firstName, email: fields.email })
  }

  async updateName({ firstName }, id) {
    return users.updateOne({ _id: id }, { $set: { firstName } })
  }
}
