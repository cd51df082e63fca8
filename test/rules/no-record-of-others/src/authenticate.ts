import jwt from "jsonwebtoken"

export function authenticate(req: any, res: any, next: () => void) {
  try {
    req.account = jwt.verify(req.headers.authorization.slice(7), process.env.JWT_SECRET as string, { algorithms: ["HS256"] })
  } catch {
    return res.sendStatus(401)
  }
  next()
}
