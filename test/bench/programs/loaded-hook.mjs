import { appendFileSync } from 'node:fs';

let target;

export function initialize({ file }) {
  target = file;
}

export async function load(url, context, next) {
  appendFileSync(target, `${url}\n`);
  return next(url, context);
}
