import { BOUNDS } from './generated/values.js';

/** The infos of the catalogue: nothing has to be done about them. */
export const INFOS = {
  'GNN-I001': {
    title: 'a section is not part of the language',
    remedy: 'Nothing to do: it is kept verbatim under extensions.',
  },
  'GNN-I002': {
    title: 'a declaration uses an older notation',
    remedy: 'Nothing to do; the current notation is `NAME[dim, type=TYPE]`.',
  },
  'GNN-I003': {
    title: 'an ontology term is unknown',
    remedy: 'Nothing to do; only known terms get an identifier.',
  },
  'GNN-I004': {
    title: 'step 3 counted differently',
    remedy: 'Compare the two counts if the difference matters.',
  },
  'GNN-I005': {
    title: 'a linear-Gaussian parameter is not declared',
    remedy: 'Nothing to do: it needs no declaration.',
  },
  'GNN-I006': {
    title: 'a value is kept as text',
    remedy: 'Nothing to do; write numbers if programs should be able to read the value.',
  },
  'GNN-I007': {
    title: 'a section contains a code fence or a thematic break',
    remedy: 'Nothing to do: it is ignored, and the lines around it are read.',
  },
  'GNN-I008': {
    title: 'a file name was converted to a valid id',
    remedy: 'Nothing to do; to choose the id yourself, set `model_id` in the front matter.',
  },
  'GNN-I009': {
    title: 'a declared version is not a semantic version',
    remedy: 'To have it used, write it as MAJOR.MINOR.PATCH, such as 1.0.0.',
  },
  'GNN-I010': {
    title: 'a model is registered under two names',
    remedy: 'Nothing to do; `dedupe` lists all duplicate models.',
  },
  'GNN-I011': {
    title: 'a file has more findings than are kept',
    remedy: 'Fix the reported ones first, or raise max_diagnostics in the settings.',
  },
  'GNN-I012': {
    title: 'a declared parent or dependency cannot be read',
    remedy: 'Write the id of a model, or a reference such as `base@1.0.0`.',
  },
  'GNN-I013': {
    title: 'a declared version was completed',
    remedy: 'Nothing to do; write MAJOR.MINOR.PATCH, such as 1.0.0, to say exactly what you mean.',
  },
  'GNN-I014': {
    title: 'a heading is a synonym of a section',
    remedy: 'Nothing to do; write the exact name so that other programs find the section.',
  },
  'GNN-I015': {
    title: 'a document quotes GNN',
    remedy: 'Nothing to do: it is skipped; a spec has its sections outside fences.',
  },
  'GNN-I016': {
    title: 'a field is longer than the registry keeps',
    remedy: `Shorten it: a list can have ${BOUNDS.tags} items of ${BOUNDS.tag} characters.`,
  },
  'GNN-I020': {
    title: 'a model does not say how it treats time',
    remedy: 'Add `## Time` with a line such as `Static`, or `Dynamic` and `Time=t`.',
  },
  'GNN-I021': {
    title: 'an unchanged spec is read differently than before',
    remedy: 'Nothing to do: the entry was corrected, and the version stays.',
  },
  'GNN-I022': {
    title: 'a model was renamed, as its model_id says',
    remedy: 'Nothing to do: its history goes on, and its former id leads to it.',
  },
  'GNN-I023': {
    title: 'a new model looks like one whose file is gone',
    remedy: 'If it is the same one, `join` makes it the next version of that one.',
  },
  'GNN-I024': {
    title: 'a number of factors or modalities does not fit the declared variables',
    remedy: 'Set num_factors or num_modalities in ModelParameters to what the variables say.',
  },
  'GNN-I025': {
    title: 'a value is given in another order than declared',
    remedy: 'Nothing to do; give it in the order of its declaration to leave no doubt.',
  },
  'GNN-I026': {
    title: 'a key of the front matter resembles a known one',
    remedy: 'Write the known key, so that it is read; other keys are only kept.',
  },
  'GNN-I027': {
    title: 'a declared parent or dependency is not registered',
    remedy: 'Register the model, or correct its name.',
  },
} as const;
