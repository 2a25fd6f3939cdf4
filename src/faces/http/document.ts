/** What the OpenAPI document says of the service as a whole. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

const TOKEN = {
  type: 'http',
  scheme: 'bearer',
  description: 'made by `gnn-registry token add`',
} as const;

/** @param needsToken - whether callers need one */
export function createDocument(version: string, needsToken: boolean): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'GNN model registry',
        version,
        description:
          'A registry of Active Inference models written in GNN (Generalized Notation Notation). ' +
          'A reference is id, id@1.2.0, id@^1, id@TAG or id@ALIAS.',
        license: { name: 'MIT', identifier: 'MIT' } as { name: string },
      },
      servers: [{ url: '/', description: 'this service' }],
      ...(needsToken && {
        security: [{ token: [] }],
        components: { securitySchemes: { token: TOKEN } },
      }),
    },
    // Components keep their names; the plugin would number them.
    refResolver: {
      buildLocalReference: (json, _, __, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `Unnamed${index}`,
    },
    convertConstToEnum: false,
    hideUntagged: true,
  };
}
