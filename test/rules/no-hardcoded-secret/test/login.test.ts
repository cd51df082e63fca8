// @ts-nocheck fixture
// ok: no-hardcoded-secret
const secret = process.env.JWT_SECRET || "only-for-tests"
// ok: no-hardcoded-secret
const password = "Tr0ub4dor-and-3"
