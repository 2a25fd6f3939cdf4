/** The commands of the built program with arguments, from its own help. */
import { runCli } from './program.mjs';

const PROGRAM = 'gnn-registry';
/** Forms that no example has, or only as a trial. */
const MORE = [
  ['show', 'agent@1.0.0', '--source'],
  ['diff', 'agent@1.0.0', 'lamp'],
  ['verify', '--repair'],
  ['rebuild', '--force'],
  ['rollback', 'agent', '1.0.0', '--write-source', '--target-dir', 'in'],
  ['gc', '--yes'],
  ['gc', '--force', '--yes'],
  ['retention', 'apply', '--keep', '1', '--archive-after', '0', '--yes'],
  ['delete', 'lamp', '--purge', '--force', '--yes'],
  ['archive', 'agent@1.0.0', '--force'],
  ['restore', 'packed@1.0.0'],
  ['import', 'other.json'],
  ['history', '--at', '2100-01-01'],
  ['lineage', 'm09999'],
  ['get', 'm05000'],
  ['search', 'a-a-a'],
];

/** Those that read no registry in files, and the service, which does not end. */
const LEFT_OUT = /^(?:completion|init|integrate|new|ontology|serve|token \w+|db \w+)$/;

/** Lists the commands of a registry by name, and their examples as lists of words. */
export async function listCommands(context) {
  const { stdout } = await runCli(context, ['--help', '--all']);
  const names = [
    ...sectionOf(stdout, 'Commands').matchAll(/^ {2}gnn-registry ([a-z]+(?: [a-z]+)?)/gm),
  ]
    .map(([, name]) => name)
    .filter((name) => !LEFT_OUT.test(name));
  const examples = [...readExamples(stdout), ...MORE].map(adapt);
  const nameOf = (words) =>
    names.find((name) => name === words.slice(0, 2).join(' ')) ??
    names.find((name) => name === words[0]);
  const forms = names.map((name) => ({
    name,
    calls: examples.filter((words) => nameOf(words) === name),
  }));
  const silent = forms.filter(({ calls }) => calls.length === 0);
  if (names.length < 40 || silent.length > 0)
    throw new Error(`without an example: ${silent.map(({ name }) => name).join(', ')}`);
  return forms;
}

function sectionOf(text, title) {
  const [, section = ''] = new RegExp(`^${title}:\\n((?: .*\\n)+)`, 'm').exec(text) ?? [];
  return section;
}

/** Both columns may take several lines. */
function readExamples(help) {
  const lines = sectionOf(help, 'Examples').split('\n');
  const right = Math.min(
    ...lines.flatMap((line) => {
      const found = /^ {2}gnn-registry.*? {2,}(?=\S)/.exec(line);
      return found === null ? [] : found[0].length;
    }),
  );
  const calls = [];
  for (const line of lines) {
    const left = line.slice(0, right).trim();
    if (left.startsWith(PROGRAM)) calls.push(left.slice(PROGRAM.length));
    else if (left !== '') calls[calls.length - 1] += ` ${left}`;
  }
  return calls.map((call) => call.replace(/ \|.*/, '')).map(splitWords);
}

function splitWords(text) {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

/** With the places of a trial. */
function adapt(words) {
  const placed = words.map((word) =>
    word
      .replace('input/gnn_files', 'in')
      .replace('output/4_model_registry_output/model_registry.json', 'other.json')
      .replace(/^models$/, 'in'),
  );
  // It writes where it is told to, and else beside the output.
  if (placed[0] === 'site') return ['site', '-o', 'out/site'];
  const at = placed.indexOf('--output-dir');
  if (at >= 0) placed.splice(at, 2);
  const given = placed.length === 0 || placed[0].startsWith('-') ? ['run', ...placed] : placed;
  return given[0] === 'run' && !given.includes('--target-dir')
    ? [...given, '--target-dir', 'in']
    : given;
}
