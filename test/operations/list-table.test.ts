/** A search through the texts of all models finds what a search in each finds. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { byCodeUnit, takeFirst } from '../../src/domain/order.js';
import { createTable } from '../../src/operations/queries/list-table.js';
import { holds } from '../support/property.js';
import { entryWith } from '../support/registry-entries.js';

const text = fc.stringMatching(/^[abAB\0é]{0,5}$/);
const nameOf = ({ name }: { readonly name: string }): string => name;

test('the places of a part, in order', async () => {
  await holds(
    fc.property(fc.array(text, { maxLength: 8 }), text, (names, part) => {
      const table = createTable(names.map((name, at) => entryWith(`m${at}`, { name })));
      const wanted = part.toLowerCase();
      const places = names.flatMap((it, at) => (it.toLowerCase().includes(wanted) ? at : []));
      expect(table.having(nameOf, part)).toEqual(places);
    }),
    { short: 300, full: 3000 },
  );
});

test('the first in an order are those of all of them in that order', async () => {
  const items = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 80 });
  await holds(
    fc.property(items, fc.integer({ min: 1, max: 10 }), (all, limit) => {
      expect(takeFirst(all, byCodeUnit, limit)).toEqual(all.toSorted(byCodeUnit).slice(0, limit));
    }),
    { short: 300, full: 3000 },
  );
});
