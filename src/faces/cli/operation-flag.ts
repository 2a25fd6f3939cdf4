import { getType, type Property } from '../../operations/schema.js';
import type { Flag } from './flag.js';

/** Returns the schema of one input. */
export function getProperty(properties: Readonly<Record<string, Property>>, key: string): Property {
  return properties[key] ?? {};
}

/** Makes a flag from the schema of an input. */
export function createFlag(key: string, property: Property): Flag {
  const { description = '', minimum = -Infinity, maximum = Infinity } = property;
  const name = property['x-flag'] ?? key.replaceAll('_', '-');
  const type = getType(property);
  const isOn = property.default === true;
  const shown = property['x-default'] ?? (isOn ? 'on' : property.default?.toString());
  return {
    name,
    type: toFlagType(type),
    group: property['x-group'] ?? 'Run',
    description: isOn ? `${description}; --no-${name} does not` : description,
    key,
    ...(property['x-short'] !== undefined && { short: property['x-short'] }),
    ...(property['x-placeholder'] !== undefined && { placeholder: property['x-placeholder'] }),
    ...(property.enum !== undefined && { choices: property.enum }),
    ...((type === 'integer' || type === 'number') && { range: [minimum, maximum] }),
    ...(shown !== undefined && { default: shown }),
    ...(property['x-option'] !== true && { commandLineOnly: true }),
  };
}

function toFlagType(type: ReturnType<typeof getType>): Flag['type'] {
  return type === 'boolean' || type === 'integer' || type === 'number' ? type : 'text';
}
