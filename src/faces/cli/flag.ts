import { getType, type Property } from '../../operations/schema.js';

/** A flag of the shell. */
export interface Flag {
  /** The long name, without the dashes. */
  name: string;
  /** One letter, without the dash. */
  short?: string;
  type: 'boolean' | 'text' | 'number' | 'integer';
  group: (typeof FLAG_GROUPS)[number];
  /** Represents the value in documentation. */
  placeholder?: string;
  choices?: readonly string[];
  /** The smallest and the largest number that is allowed. */
  range?: readonly [number, number];
  description: string;
  /** The default, as shown in documentation. */
  default?: string;
  /** Only the command line has it: a settings file cannot set it. */
  commandLineOnly?: true;
  /** `--no-NAME` says the opposite, although no settings file can. */
  negatable?: true;
  /** Its key, if it differs from the name. */
  key?: string;
}

/** The headings of flags in help texts, in order. */
export const FLAG_GROUPS = ['Input', 'Output', 'Registry', 'Validation', 'Run'] as const;

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
  const isNegatable = isOn || property['x-negatable'] === true;
  const shown = property['x-default'] ?? (isOn ? 'on' : property.default?.toString());
  return {
    name,
    type: toFlagType(type),
    group: property['x-group'] ?? 'Run',
    description: isNegatable ? `${description}; --no-${name} does not` : description,
    key,
    ...(property['x-short'] !== undefined && { short: property['x-short'] }),
    ...(property['x-placeholder'] !== undefined && { placeholder: property['x-placeholder'] }),
    ...(property.enum !== undefined && { choices: property.enum }),
    ...((type === 'integer' || type === 'number') && { range: [minimum, maximum] }),
    ...(shown !== undefined && { default: shown }),
    ...(property['x-option'] !== true && { commandLineOnly: true }),
    ...(property['x-negatable'] === true && { negatable: true }),
  };
}

function toFlagType(type: ReturnType<typeof getType>): Flag['type'] {
  return type === 'boolean' || type === 'integer' || type === 'number' ? type : 'text';
}
