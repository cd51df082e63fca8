// @ts-nocheck fixture
// ok: no-dev-dependency-in-production
import ts from "typescript"

export const inspect = (app) => app.get("/compiler", (req, res) => res.json(ts.version))
