/** Sections that an author means by other words: the finding names them, without consequences. */
import { expect, test } from 'vitest';
import { findingsAt, messagesOf, soundSpec } from '../../support/spec-text.js';

const SPACE = 'A[2,2]\nD[2]\ns[2,1]';

/** A spec in which a heading of its own declares `o` and `u`, which are connected. */
function withHeading(heading: string, body = 'o[2,1] # seen\nu[2], w[1]'): string {
  return soundSpec({
    StateSpaceBlock: SPACE,
    ControlBlock: body,
    Connections: 'D>s\ns-A\nA-o\nu>s\nw>s',
    ActInfOntologyAnnotation: 'o=Observation',
  }).replace('## ControlBlock', `## ${heading}`);
}

test.each([
  ['Observations', 'ObservationBlock'],
  ['Actions', 'ControlBlock'],
  ['Action', 'ControlBlock'],
  ['Controls:', 'ControlBlock'],
  ['Preferences', 'PreferenceBlock'],
  ['Constraints', 'ConstraintBlock'],
  ['StateSpaceBlok', 'StateSpaceBlock'],
])('## %s is near %s, and what it declares is not undeclared', (heading, section) => {
  const text = withHeading(heading);
  expect(findingsAt(text)).toEqual([`GNN-W008 ## ${heading}`]);
  expect(messagesOf(text)[0]).toContain(`did you mean ${section}?`);
});

test.each([
  ['GNNSection\\nActInfPOMDP', 'GNNSection'],
  ['Connections\\n\\ns>o', 'Connections'],
])('## %s has a printed line break behind %s', (heading, section) => {
  const text = soundSpec({ [section]: null, Footer: 'end' }).replace(
    '## Footer',
    `## ${heading}\n## Footer`,
  );
  const [message, ...others] = messagesOf(text);
  expect(others).toEqual([]);
  expect(message).toContain(
    `the required section ${section} is missing, but here is \`## ${heading}\``,
  );
});

test.each(['Sensors', 'Interactions', 'Actions of the agent'])('## %s is not', (heading) => {
  expect(findingsAt(withHeading(heading)).toSorted()).toEqual([
    `GNN-I001 ## ${heading}`,
    'GNN-W002 o',
    'GNN-W002 u>s',
    'GNN-W002 w>s',
  ]);
});

test('a name that the section does not declare is still undeclared', () => {
  expect(findingsAt(withHeading('Observations', 'o[2,1] # and w\nu[2]'))).toEqual([
    'GNN-W002 w>s',
    'GNN-W008 ## Observations',
  ]);
});

test.each([
  [{ InitialParameterization: null }, 'InitialParameterization (values) or ModelParameters (set'],
  [{}, 'did you mean ModelParameters?'],
  [{ InitialParameterization: null, ModelParameters: 'a: 1' }, 'mean InitialParameterization?'],
  [{ ModelParameters: 'a: 1' }, 'InitialParameterization (values) or ModelParameters (settings)?'],
])('## Parameters beside %j', (changes, says) => {
  const text = soundSpec({ ...changes, ImageFromPaper: 'A: 1' });
  const messages = messagesOf(text.replace('## ImageFromPaper', '## Parameters'));
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(says);
});

test.each(['Time Settings', 'Time settings:', 'TimeConfiguration'])('## %s is near Time', (it) => {
  const text = soundSpec({ Time: null, ImageFromPaper: 'x' });
  expect(findingsAt(text.replace('ImageFromPaper', it))).toEqual([`GNN-W008 ## ${it}`]);
});

test.each(['Time series', 'Settings', 'Timeline of the model'])('## %s is not', (heading) => {
  const text = soundSpec({ Time: null, ImageFromPaper: 'x' });
  expect(findingsAt(text.replace('ImageFromPaper', heading))).toEqual([
    'GNN-I020 ## GNNSection',
    `GNN-I001 ## ${heading}`,
  ]);
});
