/**
 * Makes everything read-only in the text of generated types, at every depth: a shape is made once and never
 * modified, and what the library hands out is the registry's own.
 */
export function makeReadonly(text) {
  return makeArraysReadonly(text).replace(
    /^(\s*)((?:\w+|'[^']+'|"[^"]+"|\[k: string\])\??: )/gm,
    '$1readonly $2',
  );
}

function makeArraysReadonly(text) {
  let out = text.replace(/([A-Za-z]\w*|\([^()]*\))\[\]/g, 'readonly $1[]');
  for (let at = out.indexOf('}[]'); at >= 0; at = out.indexOf('}[]', at + 1)) {
    let depth = 0;
    let open = at;
    do {
      depth += out[open] === '}' ? 1 : out[open] === '{' ? -1 : 0;
      open -= 1;
    } while (depth > 0);
    out = `${out.slice(0, open + 1)}readonly ${out.slice(open + 1)}`;
    at += 'readonly '.length;
  }
  return out;
}
