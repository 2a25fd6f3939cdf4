/** Adds a route for every operation. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MEGABYTE } from '../../domain/limits.js';
import { assertRole, roleFor } from './access.js';
import { createAnswerCache } from './answer-cache.js';
import { answerAgain, answerChange, answerQuery, ask, type Asked } from './answer-operation.js';
import { describeRoute } from './describe-routes.js';
import { listPageKeys } from './pages.js';
import { readInput } from './read-input.js';
import { listRoutes, toPattern, type Route } from './routes.js';
import type { Service } from './service.js';
import { parseUpload, readUpload, SPEC_TYPES } from './uploads.js';

/** How many bytes of answers are kept. */
const MOST_CACHED = 8 * MEGABYTE;

export function addOperationRoutes(app: FastifyInstance, service: Service): void {
  const cache = createAnswerCache(MOST_CACHED);
  app.addContentTypeParser([...SPEC_TYPES], { parseAs: 'buffer' }, parseUpload);
  for (const route of listRoutes()) {
    const { method, path, operation, name } = route;
    const role = roleFor(name, operation);
    app.route({
      method,
      url: toPattern(path),
      schema: describeRoute(route),
      config: { operation: name },
      handler: async (request, reply) => {
        assertRole(request.caller, role);
        if (operation.kind === 'query') {
          const again = await answerAgain(service, cache, { request, reply });
          if (again !== undefined) return again;
        }
        const asked = await readRequest(service, route, request);
        return operation.kind === 'query'
          ? answerQuery(service, cache, asked, { request, reply })
          : answerChange(service, asked, { request, reply });
      },
    });
  }
}

async function readRequest(
  service: Service,
  route: Route,
  request: FastifyRequest,
): Promise<Asked> {
  const upload = await readUpload(route, request, service.options.targetDir);
  const { params, query } = request;
  const input = readInput(
    route,
    upload === undefined
      ? { params, query, body: request.body }
      : { params, query: {}, body: upload },
    listPageKeys(route),
  );
  return ask(service, route, input, query);
}
