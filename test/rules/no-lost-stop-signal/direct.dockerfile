FROM node:22
USER node
# ok: no-lost-stop-signal
CMD ["node", "server.js"]
