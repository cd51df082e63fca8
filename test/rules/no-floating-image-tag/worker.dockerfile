# ruleid: no-floating-image-tag
FROM --platform=$BUILDPLATFORM node
USER node
CMD ["node", "worker.js"]
