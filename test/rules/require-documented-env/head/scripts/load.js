// ok: require-documented-env
export const rows = Number(process.env.ROWS_TO_LOAD)
