/** A flag of the shell. */
export interface Flag {
  /** Long name, without the dashes. */
  name: string;
  /** One letter, without the dash. */
  short?: string;
  type: 'boolean' | 'text' | 'number' | 'integer';
  group: (typeof FLAG_GROUPS)[number];
  /** What stands for the value in documentation. */
  placeholder?: string;
  choices?: readonly string[];
  /** Smallest and largest number. */
  range?: readonly [number, number];
  description: string;
  /** The default as it is shown. */
  default?: string;
  /** It belongs to the command line alone: a settings file cannot have it. */
  commandLineOnly?: true;
  /** Its key where that is not its name: of a flag whose name means something else elsewhere. */
  key?: string;
}

/** The headings of the flags in the help, in their order. */
export const FLAG_GROUPS = ['Input', 'Output', 'Registry', 'Validation', 'Run'] as const;
