import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BODY = `## GNNVersionAndFlags
GNN v1

## StateSpaceBlock
A[2,2,type=float]
D[2,type=float]
s[2,1,type=float]
o[2,1,type=int]

## Connections
D>s
s-A
A-o

## InitialParameterization
A={(0.9, 0.2), (0.1, 0.8)}
D={(0.5, 0.5)}

## Time
Static

## ActInfOntologyAnnotation
A=LikelihoodMapping
D=PriorBelief
s=HiddenState
o=ObservableState

## Footer
The end.

## Signature
Creator: a test
`;

/** A flawless spec that differs for each name. */
export function specText(name, annotation = `The model ${name}.`) {
  return `## GNNSection\nActInfPOMDP\n\n## ModelName\nModel ${name}\n\n## ModelAnnotation\n${annotation}\n\n${BODY}`;
}

export function write(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
}

/** Writes specs to a folder, by name. */
export function writeSpecs(folder, names, textOf = specText) {
  for (const name of names) write(join(folder, `${name}.md`), textOf(name));
}
