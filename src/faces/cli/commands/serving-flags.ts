/** The flags of the commands that serve a registry to others. */
import type { Flag } from '../flag.js';
import { WHERE } from '../operation-command.js';
import { PLAIN_FORMATS, stepFlags } from '../options.js';

/**
 * Where a server works, and what it takes of the step.
 *
 * @param whom - whose paths must not leave its folder, such as `a client`
 */
export function servingFlags(whom: string): Flag[] {
  return [
    {
      name: 'workspace',
      type: 'text',
      group: 'Input',
      placeholder: 'DIR',
      description: `the folder that paths are relative to, and that no path of ${whom} may leave`,
      default: 'the working directory',
      commandLineOnly: true,
    },
    ...stepFlags(
      [
        'target-dir',
        ...WHERE,
        'profile',
        'bump',
        'lock-timeout',
        'actor',
        'format',
        'json',
        'help',
        'version',
      ],
      PLAIN_FORMATS,
    ),
  ];
}
