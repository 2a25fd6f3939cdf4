/** The warnings of the catalogue. */
export const WARNINGS = {
  'GNN-W001': {
    title: 'a variable is declared but never used',
    remedy: 'Connect it, give it a value, or delete its declaration.',
  },
  'GNN-W002': {
    title: 'a connection names an undeclared variable',
    remedy: 'Declare the variable in StateSpaceBlock, or correct its name.',
  },
  'GNN-W003': {
    title: 'a value is given for an undeclared variable',
    remedy:
      'Declare it in StateSpaceBlock, correct its name, or move a setting to ModelParameters.',
  },
  'GNN-W004': {
    title: 'a type is unknown',
    remedy: 'Use float, int, bool, string or categorical.',
  },
  'GNN-W005': {
    title: 'probabilities do not sum to 1',
    remedy: 'Normalise it: each column of A and each distribution in B, D and E must sum to 1.',
  },
  'GNN-W006': {
    title: 'a probability is not between 0 and 1',
    remedy:
      'Correct the entry; log-preferences belong in C, and pseudo-counts in `dirichlet_A` and so on.',
  },
  'GNN-W007': {
    title: 'an annotation names an undeclared variable',
    remedy: 'Declare the variable in StateSpaceBlock, or correct its name.',
  },
  'GNN-W008': {
    title: 'a heading resembles the name of a section',
    remedy: 'Write the exact name of the section, or rename the heading.',
  },
  'GNN-W009': {
    title: 'a section appears twice',
    remedy: 'Merge the two; only the first is read, the other is kept under extensions.',
  },
  'GNN-W010': {
    title: 'the model has no ModelName section',
    remedy: 'Add `## ModelName`; the title serves as the name until then.',
  },
  'GNN-W011': {
    title: 'a name is assigned a value twice',
    remedy: 'Keep one of the values; the last one counts.',
  },
  'GNN-W012': {
    title: 'a line cannot be read',
    remedy: 'Use the notation of its section, or turn the line into a comment with `#`.',
  },
  'GNN-W013': {
    title: 'a code fence or an HTML comment is never closed',
    remedy: 'Close it; headings below it are ignored.',
  },
  'GNN-W014': {
    title: 'a dimension cannot be resolved',
    remedy: 'Use a number, a declared variable, `len(NAME)` or a key of ModelParameters.',
  },
  'GNN-W015': {
    title: 'a model_id was replaced by a valid one',
    remedy: 'Use letters, digits, `.`, `_` and `-`; do not start with `.` or `-`.',
  },
  'GNN-W016': {
    title: 'a default is unknown',
    remedy: 'Use uniform, zeros, ones, eye or random.',
  },
  'GNN-W017': {
    title: "step 3's results cannot be used",
    remedy: 'Run step 3 again, or delete its results file.',
  },
  'GNN-W018': {
    title: 'a model_id differs from the registered one',
    remedy:
      'The finding says why: choose another `model_id`, or remove it; every run tries it again.',
  },
  'GNN-W019': {
    title: 'text follows a declaration without `#`',
    remedy: 'Write `#` before the text.',
  },
  'GNN-W020': {
    title: 'a declared version cannot be used',
    remedy:
      'Declare the version that is used instead; once that is registered, a higher one, since a new declaration is a change, too.',
  },
  'GNN-W021': {
    title: 'a variable has no ontology term',
    remedy: 'Add `name=Term` to ActInfOntologyAnnotation; profile research requires it.',
  },
  'GNN-W022': {
    title: 'a version is too low for what changed',
    remedy: 'Declare the version that the message names, or a higher one.',
  },
  'GNN-W023': {
    title: 'the archived bytes of a version are missing or damaged',
    remedy: 'Restore the file that the message names from a backup of the output.',
  },
  'GNN-W024': {
    title: 'a file still has content that was rolled back',
    remedy: 'Change the file, or run `rollback` again with `write_source`.',
  },
  'GNN-W025': {
    title: 'a declared parent is rejected',
    remedy:
      'Under `parent`, name the model that this one derives from, not one that derives from it.',
  },
  'GNN-W026': {
    title: 'a declaration has two types or two defaults',
    remedy: 'Keep one of the two; the first one holds.',
  },
  'GNN-W027': {
    title: 'text is given where a tensor is declared',
    remedy: 'Write the numbers in brackets; programs that read the value find none.',
  },
  'GNN-W028': {
    title: 'the slices of a value cannot be put together',
    remedy: 'Give every slice, all in one shape, or write the whole value in brackets.',
  },
  'GNN-W029': {
    title: 'Time contradicts itself',
    remedy: 'Keep one of the two statements; the first one holds.',
  },
  'GNN-W030': {
    title: 'the front matter is not at the start of the file',
    remedy: 'Move it to the first line; other programs do not find it elsewhere.',
  },
  'GNN-W031': {
    title: 'the heading of a section has another level',
    remedy: 'Write `## ` before its name; other programs do not find the section.',
  },
  'GNN-W032': {
    title: "a section's body is on the line of its heading",
    remedy: 'Move it to a line of its own below the heading.',
  },
  'GNN-W033': {
    title: 'a document has headings of GNN but is not a spec',
    remedy: 'Write one of its sections as a level-2 heading with its exact name, outside fences.',
  },
  'GNN-W040': {
    title: 'the dimensions of two variables disagree',
    remedy:
      'Give the variables of one suffix the same number of states, outcomes, actions or policies.',
  },
  'GNN-W041': {
    title: 'a covariance or precision is not symmetric',
    remedy: 'Make the entries on both sides of the diagonal equal.',
  },
  'GNN-W042': {
    title: 'a covariance or precision has a negative eigenvalue',
    remedy: 'Reduce its off-diagonal entries, or increase its diagonal.',
  },
  'GNN-W043': {
    title: 'a variance is negative',
    remedy: 'Write a number that is not negative; a logarithm has `log` in its name.',
  },
  'GNN-W044': {
    title: 'the front matter is not read, because its marks are wrong',
    remedy: 'Write exactly `---` on the line above its first key, and on the line below its last.',
  },
  'GNN-W045': {
    title: 'a declared parent or dependency resembles a model but names none',
    remedy: 'Correct the name; a model that is registered later needs no change.',
  },
  'GNN-W046': {
    title: 'something beside or in weights is not read',
    remedy:
      'Correct the file, or raise the limit that it exceeds; the weights are registered without it.',
  },
} as const;
