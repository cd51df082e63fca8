const CONTENT_TYPE = /charset\s*=\s*"? *([\w-]+)/i

// ok: no-slow-pattern-in-package
exports.charset = (type) => CONTENT_TYPE.exec(type)
