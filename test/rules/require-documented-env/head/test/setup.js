// ok: require-documented-env
export const address = process.env.TEST_SERVER_ADDRESS
