/** The errors of the catalogue. */
export const ERRORS = {
  'GNN-E001': {
    title: 'a required section is missing',
    remedy: 'Add the section as a level-2 heading, or choose a profile that does not require it.',
  },
  'GNN-E002': {
    title: "a value's shape differs from its declaration",
    remedy: 'Change the value, or its dimensions in StateSpaceBlock, so that they agree.',
  },
  'GNN-E004': {
    title: 'a variable is declared twice',
    remedy: 'Keep one declaration and rename or delete the other.',
  },
  'GNN-E005': {
    title: 'a connection line cannot be read',
    remedy: 'Write sources, an operator and targets, such as `D>s` or `(s, u)->B`.',
  },
  'GNN-E006': {
    title: 'a declaration cannot be read',
    remedy: 'Write a name and its dimensions, such as `A[3,2,type=float]`.',
  },
  'GNN-E007': {
    title: 'a value cannot be read',
    remedy: 'Write `NAME = value`, and close every bracket.',
  },
  'GNN-E008': {
    title: 'a tensor is ragged',
    remedy: 'Give every row of the tensor the same number of elements.',
  },
  'GNN-E009': {
    title: 'the front matter is not a YAML mapping',
    remedy: 'Write `key: value` lines between two lines of exactly `---`.',
  },
  'GNN-E010': {
    title: 'the bytes are not UTF-8 text',
    remedy: 'Save the file as UTF-8 text, or give a binary file another extension.',
  },
  'GNN-E011': {
    title: 'the file exceeds the size limit',
    remedy: 'Split the model, or keep large tensors outside the spec.',
  },
  'GNN-E012': {
    title: 'the file cannot be read',
    remedy: 'Make sure that it is a regular file and that you may read it, then run again.',
  },
  'GNN-E013': {
    title: 'no variable is declared',
    remedy: 'Declare at least one variable in StateSpaceBlock.',
  },
  'GNN-E014': {
    title: 'the extracted model breaks its schema',
    remedy:
      'Shorten or reduce what the message names; schemas/gnn-model.schema.json has the limits.',
  },
  'GNN-E015': {
    title: 'two models request the same model_id',
    remedy: 'Give one of them a different `model_id` in its front matter.',
  },
  'GNN-E016': {
    title: 'a field is missing or breaks a rule of the settings',
    remedy: 'Fill in the field, or change required_fields or validation_rules in the settings.',
  },
  'GNN-E017': {
    title: 'the file has too many headings, fences and comments, or too many lines',
    remedy: 'Split the file, or remove text that is not part of the model.',
  },
  'GNN-E018': {
    title: 'a value is nested too deeply',
    remedy: 'Write the tensor with fewer levels of brackets.',
  },
  'GNN-E019': {
    title: 'changed content needs a declared version',
    remedy: 'Declare a higher `version` in the front matter, or set auto_version in the settings.',
  },
  'GNN-E020': {
    title: 'a value has too many elements',
    remedy: 'Keep large tensors outside the spec, or raise max_tensor_elements in the settings.',
  },
  'GNN-E021': {
    title: 'the file takes too much time or memory to read',
    remedy: 'Split the file, or raise max_parse_seconds in the settings.',
  },
  'GNN-E022': {
    title: 'weights are not whole',
    remedy:
      'Copy or download the files again, and compare their hashes with those of the publisher.',
  },
} as const;
