FROM node:22-bookworm-slim
USER node
# ruleid: no-lost-stop-signal
CMD ["node", "server.js"]
