/** Says which declaration of a spec a line belongs to, in words that outlive the line's number. */
import type { ParsedFile, Spec } from '../domain/spec.js';

/** The name of something that was read, and its lines. */
interface Named {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Returns a function from a line to the section and the declaration in it, such as `StateSpaceBlock/A`
 * or `front matter/version`; null for a line outside all sections.
 */
export function findDeclarations(file: ParsedFile): (line: number) => string | null {
  const sections = file.specs.flatMap(listSections);
  const declared = file.specs.flatMap(listDeclared);
  return (line) => {
    const name = declared.find(({ from, to }) => from <= line && line <= to)?.name;
    const section =
      line <= file.frontMatterLines
        ? 'front matter'
        : sections.find(({ from, to }) => from <= line && line <= to)?.name;
    if (section === undefined) return null;
    return name === undefined ? section : `${section}/${name}`;
  };
}

/** A section reaches to the next one, or to the end of its model. */
function listSections({ sections, lines }: Spec): Named[] {
  const inOrder = [...sections].sort(([, a], [, b]) => a.line - b.line);
  return inOrder.map(([name, { line }], index) => ({
    name,
    from: line,
    to: (inOrder[index + 1]?.[1].line ?? lines.to) - 1,
  }));
}

function listDeclared({ model, frontMatterKeys }: Spec): Named[] {
  return [
    ...model.variables.map((it) => onLine(it.name, it.line)),
    ...model.connections.map((it) =>
      onLine(`${it.sources.join(',')}${it.operator}${it.targets.join(',')}`, it.line),
    ),
    ...model.parameters.map((it) => ({ name: it.name, from: it.line, to: it.end_line })),
    ...model.equations.flatMap(({ label, line, end_line: to }) =>
      label === null ? [] : { name: label, from: line, to },
    ),
    ...model.ontology.map((it) => onLine(it.variable, it.line)),
    ...model.model_parameters.map((it) => onLine(it.name, it.line)),
    ...Array.from(frontMatterKeys, ([key, { line }]) => onLine(key, line)),
  ];
}

function onLine(name: string, line: number): Named {
  return { name, from: line, to: line };
}
