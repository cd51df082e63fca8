FROM node:22
USER node
# ruleid: no-lost-stop-signal
CMD yarn start
