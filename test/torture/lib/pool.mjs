/** Works on all items with limited concurrency. @returns The results in the order of the items. */
export async function pool(items, jobs, work) {
  const results = [];
  const queue = items.entries();
  const drain = async () => {
    for (const [at, item] of queue) results[at] = await work(item, at);
  };
  await Promise.all(Array.from({ length: jobs }, drain));
  return results;
}

export function range(count) {
  return Array.from({ length: count }, (_, at) => at);
}
