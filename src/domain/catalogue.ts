/** What every finding about a spec can be: the one place where codes get their meaning. */
export type Severity = 'error' | 'warning' | 'info';

/** What a diagnostic's code stands for. */
export interface DiagnosticInfo {
  title: string;
  severity: Severity;
  /** What to do about it. */
  remedy: string;
}

/**
 * Every code that a spec can be answered with. `E001` to `E005` and `W001` to `W003` keep the
 * meaning that they have in the field; the others continue the series.
 */
export const CATALOGUE = {
  'GNN-E001': {
    title: 'a needed section is missing',
    severity: 'error',
    remedy: 'Add the section as a level-2 heading, or choose a profile that does not need it.',
  },
  'GNN-E002': {
    title: "a value's shape differs from its declaration",
    severity: 'error',
    remedy: 'Change the value or the dimensions in StateSpaceBlock until they agree.',
  },
  'GNN-E004': {
    title: 'a variable is declared twice',
    severity: 'error',
    remedy: 'Keep one declaration and rename or delete the other.',
  },
  'GNN-E005': {
    title: 'a connection line cannot be read',
    severity: 'error',
    remedy: 'Write sources, an operator and targets, such as `D>s` or `(s, u)->B`.',
  },
  'GNN-E006': {
    title: 'a declaration cannot be read',
    severity: 'error',
    remedy: 'Write a name and its dimensions, such as `A[3,2,type=float]`.',
  },
  'GNN-E007': {
    title: 'a value cannot be read',
    severity: 'error',
    remedy: 'Write `NAME = value` and close every bracket that is opened.',
  },
  'GNN-E008': {
    title: 'a tensor is ragged',
    severity: 'error',
    remedy: 'Give every row of the tensor the same number of elements.',
  },
  'GNN-E009': {
    title: 'the front matter is not a YAML mapping',
    severity: 'error',
    remedy: 'Write `key: value` lines between two lines that are exactly `---`.',
  },
  'GNN-E010': {
    title: 'the bytes are not UTF-8 text',
    severity: 'error',
    remedy: 'Save the file as UTF-8 text, or give a binary file another ending.',
  },
  'GNN-E011': {
    title: 'the file is over the size limit',
    severity: 'error',
    remedy: 'Split the model, or keep large tensors outside the spec.',
  },
  'GNN-E012': {
    title: 'the file cannot be read',
    severity: 'error',
    remedy: 'Make sure that it is a regular file that you may read, and run again.',
  },
  'GNN-E013': {
    title: 'no variable is declared',
    severity: 'error',
    remedy: 'Declare at least one variable in StateSpaceBlock.',
  },
  'GNN-E014': {
    title: 'the extracted model breaks its schema',
    severity: 'error',
    remedy:
      'Shorten or reduce what the message names; schemas/gnn-model.schema.json has the bounds.',
  },
  'GNN-E015': {
    title: 'a model_id is asked for twice',
    severity: 'error',
    remedy: 'Give one of the files another `model_id` in its front matter.',
  },
  'GNN-E016': {
    title: 'a field that the settings ask for is missing or breaks its rule',
    severity: 'error',
    remedy: 'Fill the field in, or change required_fields and validation_rules in the settings.',
  },
  'GNN-E017': {
    title: 'the file has too many headings, fences and comments, or too many lines',
    severity: 'error',
    remedy: 'Split the file, or remove prose that is no part of the model.',
  },
  'GNN-E018': {
    title: 'a value is nested too deeply',
    severity: 'error',
    remedy: 'Write the tensor with fewer brackets around it.',
  },
  'GNN-E019': {
    title: 'changed content needs a declared version',
    severity: 'error',
    remedy: 'Declare a higher `version` in the front matter, or allow auto_version.',
  },
  'GNN-E020': {
    title: 'a value has too many elements',
    severity: 'error',
    remedy: 'Keep large tensors outside the spec, or raise max_tensor_elements in the settings.',
  },
  'GNN-E021': {
    title: 'the file takes too much time or memory to read',
    severity: 'error',
    remedy: 'Split the file, or raise max_parse_seconds in the settings.',
  },
  'GNN-W001': {
    title: 'a variable is declared and never used',
    severity: 'warning',
    remedy: 'Connect it, give it a value, or delete its declaration.',
  },
  'GNN-W002': {
    title: 'a connection names an undeclared variable',
    severity: 'warning',
    remedy: 'Declare the variable in StateSpaceBlock, or correct its name.',
  },
  'GNN-W003': {
    title: 'a value is given for an undeclared variable',
    severity: 'warning',
    remedy: 'Declare the variable in StateSpaceBlock, or correct its name.',
  },
  'GNN-W004': {
    title: 'a type is unknown',
    severity: 'warning',
    remedy: 'Use float, int, bool, string or categorical.',
  },
  'GNN-W005': {
    title: 'probabilities do not sum to 1',
    severity: 'warning',
    remedy:
      'Normalise the distribution; each column of A and each distribution of B, D and E sums to 1.',
  },
  'GNN-W006': {
    title: 'a probability lies outside 0 to 1',
    severity: 'warning',
    remedy: 'Correct the entry; log-preferences belong in C, pseudo-counts in dirichlet_….',
  },
  'GNN-W007': {
    title: 'an annotation names an undeclared variable',
    severity: 'warning',
    remedy: 'Declare the variable in StateSpaceBlock, or correct its name.',
  },
  'GNN-W008': {
    title: "a heading looks like a section's name",
    severity: 'warning',
    remedy: 'Write the section name exactly, or rename the heading.',
  },
  'GNN-W009': {
    title: 'a section stands twice',
    severity: 'warning',
    remedy: 'Join the two sections; only the first is read, the other is kept under extensions.',
  },
  'GNN-W010': {
    title: 'the model has no ModelName section',
    severity: 'warning',
    remedy: 'Add `## ModelName`; the title served as the name.',
  },
  'GNN-W011': {
    title: 'a name is given a value twice',
    severity: 'warning',
    remedy: 'Keep one of the values; readers take the last one.',
  },
  'GNN-W012': {
    title: 'a line cannot be read',
    severity: 'warning',
    remedy: 'Write it in the form of its section, or make it a comment with `#`.',
  },
  'GNN-W013': {
    title: 'a fence or an HTML comment is never closed',
    severity: 'warning',
    remedy: 'Close it; the headings below it are not seen.',
  },
  'GNN-W014': {
    title: 'a dimension cannot be resolved',
    severity: 'warning',
    remedy: 'Use a number, a declared variable, `len(NAME)` or a key of ModelParameters.',
  },
  'GNN-W015': {
    title: 'a model_id was changed to an allowed one',
    severity: 'warning',
    remedy: 'Use letters, digits, `.`, `_` and `-`, not starting with `.` or `-`.',
  },
  'GNN-W016': {
    title: 'a default is unknown',
    severity: 'warning',
    remedy: 'Use uniform, zeros, ones, eye or random.',
  },
  'GNN-W017': {
    title: "step 3's results cannot be used",
    severity: 'warning',
    remedy: 'Run step 3 again, or delete its results file.',
  },
  'GNN-W018': {
    title: 'a model_id is not the one the file is registered under',
    severity: 'warning',
    remedy:
      'A registered file keeps its id; remove `model_id` or register the file anew elsewhere.',
  },
  'GNN-W019': {
    title: 'text follows where a comment should stand',
    severity: 'warning',
    remedy: 'Put `#` in front of the text.',
  },
  'GNN-W020': {
    title: 'a declared version cannot be used',
    severity: 'warning',
    remedy: 'Declare a semantic version that is higher than the current one.',
  },
  'GNN-W021': {
    title: 'a variable is mapped to no ontology term',
    severity: 'warning',
    remedy: 'Add `name=Term` to ActInfOntologyAnnotation; profile research needs one for each.',
  },
  'GNN-W022': {
    title: 'a version is too small a step for its change',
    severity: 'warning',
    remedy: 'Declare the version that the message names, or a higher one.',
  },
  'GNN-W023': {
    title: 'the archived bytes of a version are missing or damaged',
    severity: 'warning',
    remedy: 'Restore the file that the message names from a copy of the output.',
  },
  'GNN-W024': {
    title: 'a file still has content that was rolled back',
    severity: 'warning',
    remedy: 'Change the file, or run `rollback` again with `write_source`.',
  },
  'GNN-W025': {
    title: 'a declared parent is not taken',
    severity: 'warning',
    remedy: 'Name under `parent` what the model comes from, and not what comes from it.',
  },
  'GNN-I001': {
    title: 'a section is not part of the language',
    severity: 'info',
    remedy: 'Nothing to do: it is kept verbatim under extensions.',
  },
  'GNN-I002': {
    title: 'an older form of a declaration',
    severity: 'info',
    remedy: 'Nothing to do; `NAME[dim, type=TYPE]` is the present form.',
  },
  'GNN-I003': {
    title: 'an ontology term is not among the known ones',
    severity: 'info',
    remedy: 'Nothing to do; known terms get an identifier.',
  },
  'GNN-I004': {
    title: 'step 3 counted otherwise',
    severity: 'info',
    remedy: 'Compare the two counts where the difference matters.',
  },
  'GNN-I005': {
    title: 'a linear-Gaussian parameter stands without a declaration of its own',
    severity: 'info',
    remedy: 'Nothing to do: none is expected.',
  },
  'GNN-I006': {
    title: 'a value is kept as text',
    severity: 'info',
    remedy: 'Nothing to do; write numbers where programs should read them.',
  },
  'GNN-I007': {
    title: "a code fence or a rule stands among a section's lines",
    severity: 'info',
    remedy: 'Nothing to do: the lines around it were read.',
  },
  'GNN-I008': {
    title: "a file's name was changed to an allowed id",
    severity: 'info',
    remedy: 'Nothing to do; give `model_id` in the front matter for an id of your own.',
  },
  'GNN-I009': {
    title: 'a declared version is no semantic version',
    severity: 'info',
    remedy: 'Write it as MAJOR.MINOR.PATCH, such as 1.0.0, to have it taken over.',
  },
  'GNN-I010': {
    title: 'two models are the same under two names',
    severity: 'info',
    remedy: 'Nothing to do; `dedupe` lists all models that are alike.',
  },
  'GNN-I011': {
    title: 'there are more findings than are kept',
    severity: 'info',
    remedy: 'Correct the ones that are told first, or raise max_diagnostics in the settings.',
  },
  'GNN-I012': {
    title: 'a declared parent or dependency cannot be read',
    severity: 'info',
    remedy: 'Write the id of a model, or a reference such as `base@1.0.0`.',
  },
} as const satisfies Record<string, DiagnosticInfo>;

export type DiagnosticCode = keyof typeof CATALOGUE;
