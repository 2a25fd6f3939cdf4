import { diagnostic } from '../../domain/diagnostics.js';
import { nameKey, namesIn, referenceKeys } from '../../domain/names.js';
import type { Rule } from './rule.js';

/** A variable is used in a connection, a value, a dimension, an equation or as the time. */
export const unusedVariable: Rule = ({ model, values }) => {
  const used = new Set<string>(values.keys());
  const use = (references: Iterable<string>): void => {
    for (const reference of references) for (const key of referenceKeys(reference)) used.add(key);
  };
  for (const { sources, targets } of model.connections) {
    use(sources);
    use(targets);
  }
  for (const { name, declared } of model.variables) {
    for (const item of declared) use(namesIn(item));
    // An exact value `X{1}` is a use of its own.
    if (declared[0]?.startsWith('{') === true) use([name]);
  }
  for (const { text } of model.equations) use(namesIn(text));
  if (model.time?.variable) use([model.time.variable]);
  return model.variables
    .filter((variable) => !used.has(nameKey(variable.name)))
    .map((variable) =>
      diagnostic(
        'GNN-W001',
        variable,
        `${variable.name} is declared and never used; connect it or delete it`,
      ),
    );
};
