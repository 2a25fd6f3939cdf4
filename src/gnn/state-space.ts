import type { Diagnostic } from '../domain/diagnostics.js';
import type { DiagnosticCode } from '../domain/catalogue.js';
import { diagnostic } from '../domain/diagnostics.js';
import type { Variable } from '../domain/model.js';
import { readDeclarations } from './declarations.js';
import type { Body } from './lines.js';
import { contentLines } from './lines.js';
import { nameKey } from '../domain/names.js';
import { positionAt } from './source.js';

/** The variables of StateSpaceBlock. Dimensions that are references are not resolved yet. */
export interface StateSpace {
  readonly variables: Variable[];
  readonly diagnostics: Diagnostic[];
}

/** A section that declares variables; `block` is its name unless it is StateSpaceBlock. */
interface Block {
  readonly block: Exclude<Variable['block'], undefined> | null;
  readonly body: Body;
}

/** Reads StateSpaceBlock and the other blocks (notation, sections 2 and 7): declarations, usually one per line. */
export function readStateSpace(blocks: readonly Block[]): StateSpace {
  const variables: Variable[] = [];
  const diagnostics: Diagnostic[] = [];
  const first = new Map<string, Variable>();
  for (const { block, body } of blocks) {
    const report = (code: DiagnosticCode, offset: number, message: string): void => {
      diagnostics.push(diagnostic(code, positionAt(body.source, offset), message));
    };
    for (const line of contentLines(body)) {
      for (const declared of readDeclarations(body, line, report)) {
        const variable = block === null ? declared : { ...declared, block };
        const key = nameKey(variable.name);
        const earlier = first.get(key);
        if (earlier === undefined) {
          first.set(key, variable);
          variables.push(variable);
        } else {
          diagnostics.push(reportSecond(variable, earlier));
        }
      }
    }
  }
  return { variables, diagnostics };
}

/** Two declarations of one name: of two quantities, or of one. */
function reportSecond(second: Variable, first: Variable): Diagnostic {
  const differs =
    second.declared.join() !== first.declared.join()
      ? ' with other dimensions'
      : second.description !== null &&
          first.description !== null &&
          second.description !== first.description
        ? ' with another comment'
        : '';
  const remedy = differs === '' ? 'delete one of the declarations' : 'rename one of the two';
  const message = `${second.name} is already declared on line ${first.line}${differs}; ${remedy}`;
  return diagnostic('GNN-E004', second, message);
}
