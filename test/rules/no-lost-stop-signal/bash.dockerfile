FROM node:22
SHELL ["/bin/bash", "-c"]
# ok: no-lost-stop-signal
CMD node server.js
