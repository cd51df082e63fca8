// @ts-nocheck fixture
// ok: no-dev-dependency-in-production
import ts from "typescript"

ts.createProgram([], {})
