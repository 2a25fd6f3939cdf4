/** A sound spec, and faults in it that have one remedy. */

/** A spec without findings. */
export const SOUND = `# Two states

## GNNSection
ActInfPOMDP

## GNNVersionAndFlags
GNN v1

## ModelName
Two states

## StateSpaceBlock
A[3,2,type=float]  # Likelihood
D[2,type=float]    # Prior
s[2,type=float]    # Hidden state
o[3,type=float]    # Observation

## Connections
D>s
s-A
A-o

## InitialParameterization
A={
  (0.8, 0.1),
  (0.1, 0.1),
  (0.1, 0.8)
}
D={(0.5, 0.5)}

## Time
Static

## ActInfOntologyAnnotation
A=LikelihoodMatrix
D=PriorOverHiddenStates
s=HiddenState
o=Observation
`;

/** A fault: what is written instead of something sound, and the finding that it leads to. */
export interface Fault {
  readonly name: string;
  readonly code: string;
  readonly text: string;
}

/** The sound spec with other text in it: what is replaced, and by what. */
export function alter(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the sound spec has no ${from}`);
    return text.replace(from, () => to);
  }, SOUND);
}

function fault(name: string, code: string, from: string, to: string): Fault {
  return { name, code, text: alter([from, to]) };
}

export const FAULTS: readonly Fault[] = [
  fault('a missing section', 'GNN-E001', '## GNNSection\nActInfPOMDP\n\n', ''),
  fault(
    'two missing sections',
    'GNN-E001',
    '## GNNSection\nActInfPOMDP\n\n## GNNVersionAndFlags\nGNN v1\n\n',
    '',
  ),
  fault('a misspelt required section', 'GNN-E001', '## Connections', '## Conections'),
  fault('connections without their heading', 'GNN-E001', '## Connections\n', ''),
  fault(
    'a transposed value',
    'GNN-E002',
    '  (0.8, 0.1),\n  (0.1, 0.1),\n  (0.1, 0.8)\n',
    '  (0.8, 0.1, 0.1),\n  (0.1, 0.1, 0.8)\n',
  ),
  fault(
    'a declaration given twice',
    'GNN-E004',
    'D[2,type=float]    # Prior\n',
    'D[2,type=float]    # Prior\nD[2,type=float]    # Prior\n',
  ),
  fault('an open parenthesis', 'GNN-E005', 's-A', '(s-A'),
  fault('an arrow of another notation', 'GNN-E005', 'D>s', 'D=>s'),
  fault('parentheses in place of brackets', 'GNN-E006', 'o[3,type=float]', 'o(3,type=float)'),
  fault('a bracket that is left open', 'GNN-E006', 'o[3,type=float]', 'o[3,type=float'),
  fault('a bracket of another kind', 'GNN-E007', 'D={(0.5, 0.5)}', 'D={(0.5, 0.5]}'),
  fault('an open bracket', 'GNN-E007', 'D={(0.5, 0.5)}', 'D={(0.5, 0.5)'),
  fault('numbers without a comma', 'GNN-E007', 'D={(0.5, 0.5)}', 'D={(0.5 0.5)}'),
  fault('a misspelt name', 'GNN-W003', 'D={(0.5, 0.5)}', 'D={(0.5, 0.5)}\nprecison={(1.0)}'),
  fault('a connection of an undeclared variable', 'GNN-W002', 'A-o\n', 'A-o\ns-w\n'),
  fault('a type of another language', 'GNN-W004', 's[2,type=float]', 's[2,type=double]'),
  fault('an unknown default', 'GNN-W016', 's[2,type=float]', 's[2,type=float,default=zero]'),
  fault('a distribution that does not sum to 1', 'GNN-W005', 'D={(0.5, 0.5)}', 'D={(0.5, 0.7)}'),
  fault('columns that do not sum to 1', 'GNN-W005', '(0.8, 0.1)', '(0.9, 0.1)'),
  fault('a section given twice', 'GNN-W009', '## Time\n', '## Connections\nD-o\n\n## Time\n'),
  fault('no name', 'GNN-E001', '## ModelName\nTwo states\n\n', ''),
  fault('a value given twice', 'GNN-W011', 'D={(0.5, 0.5)}', 'D={(0.25, 0.75)}\nD={(0.5, 0.5)}'),
  fault('a line without meaning', 'GNN-W012', 'o=Observation', 'o=Observation\nnothing of this'),
  fault('an unclosed comment', 'GNN-W013', 'o=Observation\n', 'o=Observation\n<!-- to do\n'),
  fault(
    'a misspelt dimension',
    'GNN-W014',
    'o[3,type=float]    # Observation',
    'o[num_obs,type=float]    # Observation\n\n## ModelParameters\nnum_obz: 3',
  ),
  fault(
    'text behind a declaration',
    'GNN-W019',
    's[2,type=float]    # Hidden',
    's[2,type=float]    Hidden',
  ),
  fault('two types', 'GNN-W026', 's[2,type=float]', 's[2,type=float],type=int'),
  fault('times that contradict', 'GNN-W029', 'Static\n', 'Static\nDynamic\n'),
  fault('a heading of another level', 'GNN-W031', '## Time', '### Time'),
  fault(
    'a body on the line of its heading',
    'GNN-W032',
    '## ModelName\nTwo states',
    '## ModelName: Two states',
  ),
  fault('an older notation', 'GNN-I002', 's[2,type=float]    #', 's=[2,type=float]   #'),
  fault('a misspelt term', 'GNN-I003', 's=HiddenState', 's=HidenState'),
  fault('a fence in a section', 'GNN-I007', 'D>s\ns-A\nA-o', '```\nD>s\ns-A\nA-o\n```'),
  fault(
    'a synonym of a section',
    'GNN-I014',
    '## InitialParameterization',
    '## Initial Parameterization',
  ),
  fault('no time', 'GNN-I020', '## Time\nStatic\n\n', ''),
];
