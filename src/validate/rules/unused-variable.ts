import { diagnostic } from '../../domain/diagnostics.js';
import { nameKey, namesIn, referenceKeys } from '../../domain/names.js';
import type { Rule } from './rule.js';

/** Requires variables to be used: in a connection, value, dimension or equation, or as time. */
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
    // An exact value `X{1}` counts as a use.
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
        `${variable.name} is declared but never used; connect it or delete it`,
      ),
    );
};
