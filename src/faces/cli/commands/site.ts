/** `site`: writes the registry as a page that a browser opens without a server. */
import { plural } from '../../../domain/plural.js';
import { openRegistry } from '../../../operations/workplace.js';
import { writeSite, type WrittenSite } from '../../site/write-site.js';
import { locateBuiltPage } from '../built-page.js';
import type { Call } from '../command.js';
import { resolveOutput } from '../options.js';
import { escapeControls } from '../render/escape.js';
import { renderJson } from '../render/json.js';
import { reportError } from '../report-error.js';
import { createEnvironment, readSettings, resolveOptions } from '../settings.js';

const DEFAULT_FOLDER = 'site';

export async function siteCommand(call: Call): Promise<number> {
  const { flags, io } = call;
  let output = resolveOutput(flags, {});
  try {
    const file = await readSettings(flags.config, io.cwd);
    output = resolveOutput(flags, file);
    const registry = await openRegistry(
      resolveOptions(flags, file, io),
      createEnvironment(flags, io),
    );
    const folder = flags.out ?? DEFAULT_FOLDER;
    const written = await writeSite(registry, folder, locateBuiltPage());
    if (output.format === 'json') io.stdout.write(renderJson(call, 'success', written));
    else if (output.verbosity === 'quiet') io.stdout.write(`${escapeControls(folder)}\n`);
    else io.stdout.write(`${describe(written)}\n`);
    return 0;
  } catch (error) {
    return reportError(error, output, call);
  }
}

function describe({ folder, models, pictures, pictures_left: left }: WrittenSite): string {
  const more = left === 0 ? '' : `; ${left} more are drawn when it is written again`;
  const words = `shows ${plural(models, 'model')} with ${plural(pictures, 'picture')}${more}`;
  return escapeControls(`${folder}/index.html ${words}`);
}
