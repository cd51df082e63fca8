// @ts-nocheck fixture
import * as argon2 from "argon2"
import { User } from "./user.entity"

export class PasswordService {
  async change(userId: string, newPassword: string) {
    const passwordHash = await argon2.hash(newPassword)
    return this.dataSource.transaction(async (manager) => {
      // ruleid: require-session-revocation
      await manager.update(User, { id: userId }, { passwordHash, passwordChangedAt: new Date() })
      return this.refreshTokens.issue(userId, manager)
    })
  }

  async reset(userId: string, newPassword: string) {
    const passwordHash = await argon2.hash(newPassword)
    // ok: require-session-revocation
    await this.users.update({ id: userId }, { passwordHash })
    await this.refreshTokens.revokeAll(userId)
  }
}
