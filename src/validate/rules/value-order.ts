import { diagnostic } from '../../domain/diagnostics.js';
import { nameKey } from '../../domain/names.js';
import { alignShapes } from '../shapes.js';
import type { Rule } from './rule.js';

/** Says in which order a value is read whose last declared dimension comes first (notation, section 4). */
export const valueOrder: Rule = ({ model, declared }) =>
  model.parameters.flatMap((parameter) => {
    const { name, shape } = parameter;
    const variable = declared.get(nameKey(name));
    // A first dimension of 1 is a mere bracket.
    if (variable === undefined || shape?.length !== 3 || shape[0] === 1) return [];
    const { dimensions } = variable;
    if (dimensions.length !== 3) return [];
    const orders = alignShapes(name, dimensions, shape);
    if (orders.length === 0 || orders.some(([first]) => first === 0)) return [];
    const what = /^B(?![A-Za-z])/.test(name) ? 'the actions, which are declared last' : 'the last';
    const message = `${name} is declared [${dimensions.join(',')}] and given [${shape.join(',')}]: its first dimension is read as ${what}`;
    return [diagnostic('GNN-I025', parameter, message)];
  });
