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
  /** Its key, if it differs from the name. */
  key?: string;
}

/** The headings of flags in help texts, in order. */
export const FLAG_GROUPS = ['Input', 'Output', 'Registry', 'Validation', 'Run'] as const;
