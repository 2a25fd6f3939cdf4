# The service in a container: built in one stage, run in another without what built it, and not as root.
FROM node:20-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    GNN_REGISTRY_HOST=0.0.0.0 \
    GNN_REGISTRY_PORT=8003 \
    GNN_REGISTRY_WORKSPACE=/data
COPY --from=build /build/package.json /app/package.json
COPY --from=build /build/node_modules /app/node_modules
COPY --from=build /build/schemas /app/schemas
COPY --from=build /build/dist /app/dist
RUN ln -s /app/dist/gnn-registry.js /usr/local/bin/gnn-registry \
    && chmod +x /app/dist/gnn-registry.js \
    && mkdir /data && chown node:node /data
USER node
WORKDIR /data
VOLUME /data
EXPOSE 8003
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8003/health/ready').then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["gnn-registry", "serve"]
