FROM node:22
USER node
ENTRYPOINT ["/usr/bin/tini", "-g", "--"]
# ok: no-lost-stop-signal
CMD node server.js
