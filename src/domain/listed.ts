/** The first of some items, and the number of the others: `a, b and 3 more`. */
export function listFirst(items: readonly string[], most: number): string {
  const listed = items.slice(0, most).join(', ');
  return items.length > most ? `${listed} and ${items.length - most} more` : listed;
}
