import type { Diagnostic } from '../domain/diagnostics.js';
import { diagnostic } from '../domain/diagnostics.js';
import { hasKeys } from '../domain/json.js';
import type { GnnModel } from '../domain/model.js';
import type { Position } from '../domain/position.js';
import { validate } from '../domain/generated/gnn-model-explained.js';

/** Checks a parsed model against `schemas/gnn-model.schema.json`. */
export function checkSchema(model: GnnModel, fallback: Position): Diagnostic[] {
  if (validate(model)) return [];
  const [error] = validate.errors ?? [];
  const path = error?.instancePath ?? '';
  const reason = error?.message ?? 'is not allowed';
  const message = `${path === '' ? 'the model' : path.slice(1)} ${reason}; shorten or reduce it`;
  return [diagnostic('GNN-E014', findPosition(model, path) ?? fallback, message)];
}

/** The position of the innermost part of the model on the path of a JSON Pointer that has one. */
function findPosition(model: GnnModel, pointer: string): Position | undefined {
  let found: Position | undefined;
  let node: unknown = model;
  for (const key of pointer.split('/').slice(1)) {
    if (!hasKeys(node) || !Object.hasOwn(node, key)) break;
    node = Object.getOwnPropertyDescriptor(node, key)?.value;
    if (isPosition(node)) found = { line: node.line, column: node.column };
  }
  return found;
}

function isPosition(node: unknown): node is Position {
  return (
    typeof node === 'object' &&
    node !== null &&
    'line' in node &&
    'column' in node &&
    typeof node.line === 'number' &&
    typeof node.column === 'number'
  );
}
