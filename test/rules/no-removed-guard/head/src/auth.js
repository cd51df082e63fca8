exports.requireUser = (req, res, next) => (req.user ? next() : res.status(401).end())
exports.requireAdmin = (req, res, next) => (req.user?.admin ? next() : res.status(403).end())
