FROM node:22
USER node
# ruleid: no-lost-stop-signal
CMD node migrate.js && NODE_ENV=production node server.js
