FROM node:22-alpine
USER node
# ok: no-lost-stop-signal
CMD node server.js
