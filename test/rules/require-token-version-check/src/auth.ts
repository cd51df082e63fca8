// @ts-nocheck fixture
import jwt from "jsonwebtoken"
import { users } from "./users"

export class AuthService {
  async refresh(token) {
    const claims = jwt.verify(token, process.env.REFRESH_SECRET, { algorithms: ["HS256"] })
    // ruleid: require-token-version-check
    const user = await this.users.findOneBy({ id: claims.sub })
    if (!user?.active) throw new Error("unauthorized")
    return this.issue(user)
  }

  async logoutEverywhere(id) {
    await this.users.increment({ id }, "tokenVersion", 1)
  }

  issue(user) {
    const payload = { sub: user.id, ver: user.tokenVersion }
    return jwt.sign(payload, process.env.REFRESH_SECRET, { expiresIn: "30d" })
  }
}

export async function authenticate(req, res, next) {
  const payload = jwt.verify(req.cookies.session, process.env.SECRET, { algorithms: ["HS256"] })
  // ruleid: require-token-version-check
  req.user = await users.findById(payload.userId)
  next()
}

// No account is read, so no version is at hand.
export function peek(req, res, next) {
  // ok: require-token-version-check
  req.claims = jwt.verify(req.cookies.session, process.env.SECRET, { algorithms: ["HS256"] })
  next()
}
