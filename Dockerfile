# The GitHub App and the command line in one image.
#   docker build -t nodejs-backend-expert .
#   docker run -p 3000:3000 -v expert-data:/data -e PUBLIC_URL=https://expert.example.com nodejs-backend-expert
#   docker run --rm -v "$PWD:/repository:ro" nodejs-backend-expert review --repo /repository

# Compiles src/ into dist/, with the tools of development.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# A development dependency that lives in the repository; the lock file names it.
COPY tools/node24/package.json tools/node24/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.ts scripts/bundle-child.ts scripts/
COPY src src
RUN npm run build

# Only what runs. No package of it needs an install script, so none gets to run.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/node24/package.json tools/node24/
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
LABEL org.opencontainers.image.title="nodejs-backend-expert" \
      org.opencontainers.image.description="Reviews pull requests of Node.js backends the way a senior backend engineer would. It only reads and reports." \
      org.opencontainers.image.licenses="MIT"
# git reads what is reviewed; tini is process 1, so that stopped git processes are collected and signals arrive.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git tini \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node -m 0700 /data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json app.yml LICENSE ./
COPY bin bin
COPY schema schema
# Everything under /app belongs to root and is read-only to the user that runs; only /data and /tmp are written to.
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "/app/bin/expert.js"]
CMD ["serve"]
