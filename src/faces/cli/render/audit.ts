import { escapeControls } from './escape.js';
import { formatHash } from './format.js';
import type { Renderers } from '../renderers.js';

export const AUDIT: Renderers<'audit head' | 'audit accept'> = {
  'audit head': {
    ids: (head) => (head === null ? [] : [formatHash(head.hash)]),
    text: (head) => [
      head === null ? 'no events' : `event ${head.sequence}  ${formatHash(head.hash)}`,
    ],
  },
  'audit accept': {
    ids: () => [],
    text: ({ accepted, head }) =>
      accepted.length === 0
        ? ['nothing to accept']
        : [
            ...accepted.map((it) => `accepted: ${escapeControls(it)}`),
            `recorded as event ${head?.sequence ?? 0}`,
          ],
  },
};
